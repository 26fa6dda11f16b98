import { Module } from '@nestjs/common';
import { CarsQueries } from './cars.queries.js';
import { CarsService } from './cars.service.js';

@Module({ providers: [CarsService, CarsQueries], exports: [CarsService, CarsQueries] })
export class CarsModule {}

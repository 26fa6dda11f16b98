import { Module } from '@nestjs/common';
import { DeliveriesController } from './deliveries.controller.js';
import { DeliveriesQueries } from './deliveries.queries.js';
import { DeliveriesService } from './deliveries.service.js';
import { DeliveriesSweeper } from './deliveries.sweeper.js';

@Module({ controllers: [DeliveriesController], providers: [DeliveriesService, DeliveriesQueries, DeliveriesSweeper] })
export class DeliveriesModule {}

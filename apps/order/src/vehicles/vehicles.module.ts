import { Module } from '@nestjs/common';
import { VehiclesController } from './vehicles.controller.js';
import { VehiclesQueries } from './vehicles.queries.js';
import { VehiclesService } from './vehicles.service.js';

@Module({ controllers: [VehiclesController], providers: [VehiclesService, VehiclesQueries] })
export class VehiclesModule {}

import { Module } from '@nestjs/common';
import { BookingsModule } from '../bookings/bookings.module.js';
import { CarsModule } from '../cars/cars.module.js';
import { GbfsController } from './gbfs.controller.js';
import { GbfsQueries } from './gbfs.queries.js';
import { VehicleIds } from './vehicle-ids.js';

@Module({ imports: [CarsModule, BookingsModule], controllers: [GbfsController], providers: [GbfsQueries, VehicleIds] })
export class GbfsModule {}

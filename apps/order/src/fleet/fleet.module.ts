import { Module } from '@nestjs/common';
import { BookingsModule } from '../bookings/bookings.module.js';
import { CarsModule } from '../cars/cars.module.js';
import { FleetController } from './fleet.controller.js';
import { FleetQueries } from './fleet.queries.js';

@Module({ imports: [CarsModule, BookingsModule], controllers: [FleetController], providers: [FleetQueries] })
export class FleetModule {}

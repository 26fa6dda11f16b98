import { Module } from '@nestjs/common';
import { BookingsQueries } from './bookings.queries.js';
import { BookingsService } from './bookings.service.js';
import { PlaceRetention } from './place-retention.js';

@Module({
  providers: [BookingsService, BookingsQueries, PlaceRetention],
  exports: [BookingsService, BookingsQueries],
})
export class BookingsModule {}

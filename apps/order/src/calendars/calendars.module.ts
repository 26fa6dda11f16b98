import { Module } from '@nestjs/common';
import { CalendarFeedsService } from './calendar-feeds.service.js';
import { CalendarsController } from './calendars.controller.js';
import { CalendarsQueries } from './calendars.queries.js';

@Module({ controllers: [CalendarsController], providers: [CalendarFeedsService, CalendarsQueries] })
export class CalendarsModule {}

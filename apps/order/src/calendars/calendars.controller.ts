import { hash } from 'node:crypto';
import { answerTagged, ApiAnswers, Caller, IdPipe, Public, Roles, type Principal } from '@carshare/service-kit';
import { Controller, Delete, Get, Header, Headers, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import {
  ApiHeader,
  ApiNoContentResponse,
  ApiOperation,
  ApiParam,
  ApiProduces,
  ApiResponse,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CalendarFeedView } from './calendar.dto.js';
import { CalendarFeedsService } from './calendar-feeds.service.js';
import { CalendarsQueries } from './calendars.queries.js';

const LANGUAGE = {
  name: 'accept-language',
  required: false,
  schema: { type: 'string', example: 'ko' },
  description: 'The language of the calendar: en or ko.',
} as const;

/** Bookings in the calendars of customers and operators (iCalendar, RFC 5545). */
@ApiTags('calendars')
@Controller()
export class CalendarsController {
  constructor(
    private readonly feeds: CalendarFeedsService,
    private readonly queries: CalendarsQueries,
  ) {}

  @Post('calendar-feeds')
  @Header('cache-control', 'no-store')
  @ApiAnswers('Issues the address of the own calendar, which replaces the former one', CalendarFeedView, 201)
  @ApiHeader(LANGUAGE)
  async issue(
    @Caller() { customerId }: Principal,
    @Headers('accept-language') language?: string,
  ): Promise<CalendarFeedView> {
    return { url: await this.feeds.issue({ customerId }, language) };
  }

  @Delete('calendar-feeds')
  @HttpCode(204)
  @ApiOperation({ summary: 'Revokes the address of the own calendar' })
  @ApiNoContentResponse({ description: 'There is no address.' })
  revoke(@Caller() { customerId }: Principal): Promise<void> {
    return this.feeds.revoke({ customerId });
  }

  @Post('vehicles/:id/calendar-feed')
  @Roles('operator')
  @Header('cache-control', 'no-store')
  @ApiAnswers('Issues the address of the calendar of a vehicle, which replaces the former one', CalendarFeedView, 201)
  @ApiHeader(LANGUAGE)
  async issueForVehicle(
    @Param('id', IdPipe) vehicleId: number,
    @Headers('accept-language') language?: string,
  ): Promise<CalendarFeedView> {
    return { url: await this.feeds.issue({ vehicleId }, language) };
  }

  @Delete('vehicles/:id/calendar-feed')
  @HttpCode(204)
  @Roles('operator')
  @ApiOperation({ summary: 'Revokes the address of the calendar of a vehicle' })
  @ApiNoContentResponse({ description: 'There is no address.' })
  revokeForVehicle(@Param('id', IdPipe) vehicleId: number): Promise<void> {
    return this.feeds.revoke({ vehicleId });
  }

  @Get('calendar-feeds/:file')
  @Public()
  @Header('content-type', 'text/calendar; charset=utf-8')
  @Header('cache-control', 'private, max-age=300')
  @ApiParam({ name: 'file', example: '4f0a.ics', description: 'The token of the calendar, and .ics.' })
  @ApiOperation({ summary: 'A private calendar' })
  @ApiProduces('text/calendar')
  @ApiResponse({ status: 200, description: 'The calendar.', schema: { type: 'string' } })
  @ApiResponse({ status: 304, description: 'The calendar is that of the ETag in If-None-Match.' })
  async read(
    @Param('file') file: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string | undefined> {
    return tagged(request, reply, await this.queries.calendar(file));
  }
}

function tagged(request: FastifyRequest, reply: FastifyReply, calendar: string): string | undefined {
  return answerTagged(request, reply, `"${hash('sha256', calendar, 'base64url').slice(0, 22)}"`, calendar);
}

import { ApiAnswers, ApiProblem, Roles } from '@carshare/service-kit';
import { Controller, Get, Header, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { UnmetDemandQuery, UnmetDemandView } from '../demand/unmet-demand.dto.js';
import { UnmetDemandQueries } from '../demand/unmet-demand.queries.js';
import { AgendaQuery, AgendaView } from './agenda.dto.js';
import { AgendaQueries } from './agenda.queries.js';
import { CalendarQuery, CalendarView } from './calendar.dto.js';
import { CalendarQueries } from './calendar.queries.js';

/** What an operator plans by: the cars to bring and to fetch, the calendar, and the orders that were refused. */
@ApiTags('operator')
@Roles('operator')
@Controller('operator/order')
export class PlanningController {
  constructor(
    private readonly agenda: AgendaQueries,
    private readonly calendar: CalendarQueries,
    private readonly demand: UnmetDemandQueries,
  ) {}

  @Get('agenda')
  @Header('cache-control', 'no-store')
  @ApiAnswers('The cars to bring and to fetch until a time, and those that are late', AgendaView)
  @ApiProblem(422, 'booking.time_invalid')
  listAgenda(@Query() query: AgendaQuery): Promise<AgendaView> {
    return this.agenda.list(query);
  }

  @Get('calendar')
  @Header('cache-control', 'no-store')
  @ApiAnswers('The vehicles with what takes their time in a range', CalendarView)
  @ApiProblem(422, 'booking.time_invalid', 'booking.out_of_bounds')
  readCalendar(@Query() query: CalendarQuery): Promise<CalendarView> {
    return this.calendar.read(query);
  }

  @Get('unmet-demand')
  @Header('cache-control', 'no-store')
  @ApiAnswers('How many orders were refused for lack of a car, by model and reason', UnmetDemandView)
  listUnmetDemand(@Query() query: UnmetDemandQuery): Promise<UnmetDemandView> {
    return this.demand.list(query);
  }
}

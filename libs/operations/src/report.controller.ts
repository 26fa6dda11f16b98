import { ApiAnswers, ApiDeprecated, IdPipe, Roles } from '@carshare/service-kit';
import { Controller, Get, Header, Param, Query, type Type } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { OperatorActionList } from './actions.dto.js';
import { ActionsQueries } from './actions.queries.js';
import { ServiceReportView, TimelineQuery, TimelineView } from './report.dto.js';
import { ServiceReporter } from './service-report.js';
import { OrderTimeline } from './order-timeline.js';

/** Answers the operator console: the state of this service, its part of an order's timeline, and the actions of operators. */
@ApiTags('operator')
@Roles('operator')
class ReportController {
  constructor(
    private readonly reporter: ServiceReporter,
    private readonly timelines: OrderTimeline,
    private readonly actions: ActionsQueries,
  ) {}

  @Get('health')
  @Header('cache-control', 'no-store')
  @ApiAnswers('The state of the service', ServiceReportView)
  health(): Promise<ServiceReportView> {
    return this.reporter.report();
  }

  @Get('timeline/:orderId')
  @Header('cache-control', 'no-store')
  @ApiAnswers("The service's part of an order's timeline", TimelineView)
  timeline(@Param('orderId', IdPipe) orderId: number, @Query() { events }: TimelineQuery): Promise<TimelineView> {
    return this.timelines.read(orderId, events?.split(',') ?? []);
  }

  @Get('actions')
  @Header('cache-control', 'no-store')
  @ApiAnswers('What operators have done last', OperatorActionList)
  latestActions(): Promise<OperatorActionList> {
    return this.actions.latest();
  }

  @Get('story/:orderId')
  @Header('cache-control', 'no-store')
  @ApiAnswers('The former path of the timeline', TimelineView)
  @ApiDeprecated()
  formerTimeline(@Param('orderId', IdPipe) orderId: number, @Query() query: TimelineQuery): Promise<TimelineView> {
    return this.timeline(orderId, query);
  }
}

/**
 * Makes the controller of `/operator/<service>/health`, `/timeline` and `/actions`.
 * @param service the name by which the gateway routes the path to its service
 */
export function reportController(service: string): Type {
  const own = class extends ReportController {};
  Controller(`operator/${service}`)(own);
  return own;
}

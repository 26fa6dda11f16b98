import { ApiAnswers, IdPipe, Roles } from '@carshare/service-kit';
import { Controller, Get, Header, Param, Query, type Type } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ServiceReportView, StoryQuery, StoryView } from './report.dto.js';
import { ServiceReporter } from './service-report.js';
import { StoryTeller } from './order-timeline.js';

/** What the operator's desk asks every service. */
@ApiTags('operator')
@Roles('operator')
class DeskController {
  constructor(
    private readonly reporter: ServiceReporter,
    private readonly teller: StoryTeller,
  ) {}

  @Get('health')
  @Header('cache-control', 'no-store')
  @ApiAnswers('How the service is', ServiceReportView)
  health(): Promise<ServiceReportView> {
    return this.reporter.report();
  }

  @Get('story/:orderId')
  @Header('cache-control', 'no-store')
  @ApiAnswers('What the service knows of an order', StoryView)
  story(@Param('orderId', IdPipe) orderId: number, @Query() { events }: StoryQuery): Promise<StoryView> {
    return this.teller.tell(orderId, events?.split(',') ?? []);
  }
}

/** The desk's routes under the service's own name, by which the gateway tells the services apart. */
export function deskController(service: string): Type {
  const own = class extends DeskController {};
  Controller(`operator/${service}`)(own);
  return own;
}

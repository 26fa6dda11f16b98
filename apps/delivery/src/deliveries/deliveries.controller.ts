import { OrderExtended, OrderReassigned, Paid, type ReceivedEvent } from '@carshare/events';
import { Consumes } from '@carshare/messaging';
import type { Tx } from '@carshare/persistence';
import {
  ApiAnswers,
  ApiCreates,
  ApiIdempotencyKey,
  ApiLists,
  ApiProblem,
  Caller,
  IdempotencyKey,
  IdPipe,
  located,
  PageQuery,
  Roles,
  type Page,
  type Principal,
  type Resource,
} from '@carshare/service-kit';
import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { DeliveriesQueries } from './deliveries.queries.js';
import { DeliveriesService } from './deliveries.service.js';
import {
  CancelDelivery,
  CancellationView,
  DeliveriesQuery,
  DeliveryView,
  toCancellationView,
  toDeliveryView,
} from './delivery.dto.js';

@ApiTags('deliveries')
@Controller()
export class DeliveriesController {
  constructor(
    private readonly deliveries: DeliveriesService,
    private readonly queries: DeliveriesQueries,
  ) {}

  @Consumes(Paid)
  onPaid(event: ReceivedEvent<typeof Paid>, tx: Tx): Promise<void> {
    return this.deliveries.deliver(tx, event.data);
  }

  @Consumes(OrderExtended)
  onOrderExtended(event: ReceivedEvent<typeof OrderExtended>, tx: Tx): Promise<void> {
    return this.deliveries.extend(tx, event.data);
  }

  @Consumes(OrderReassigned)
  onOrderReassigned(event: ReceivedEvent<typeof OrderReassigned>, tx: Tx): Promise<void> {
    return this.deliveries.reassign(tx, event.data);
  }

  @Get('deliveries')
  @ApiLists('The deliveries, the oldest first', 'deliveries', DeliveryView)
  list(@Query() query: DeliveriesQuery, @Caller() caller: Principal): Promise<Page<DeliveryView>> {
    return this.queries.list(query, caller);
  }

  @Get('deliveries/:id')
  @ApiAnswers('One delivery', DeliveryView)
  get(@Param('id', IdPipe) id: number, @Caller() caller: Principal): Promise<Resource<DeliveryView>> {
    return this.queries.get(id, caller);
  }

  @Post('deliveries/:id/ship')
  @Roles('operator')
  @HttpCode(200)
  @ApiAnswers('Ships a scheduled delivery now', DeliveryView)
  @ApiProblem(409, 'delivery.canceled')
  async ship(@Param('id', IdPipe) id: number, @Caller() caller: Principal): Promise<Resource<DeliveryView>> {
    return toDeliveryView(await this.deliveries.shipNow(id, caller));
  }

  @Post('cancellations')
  @Roles('service')
  @ApiCreates('Cancels the delivery of an order, also before there is one', CancellationView)
  @ApiIdempotencyKey('Where it is absent, the order id is the key.')
  @ApiProblem(409, 'delivery.handed_over')
  async cancel(
    @Body() request: CancelDelivery,
    @IdempotencyKey() key: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Resource<CancellationView>> {
    return located(reply, toCancellationView(await this.deliveries.cancel(request, key)));
  }

  @Get('cancellations')
  @ApiLists('The cancellations, the oldest first', 'cancellations', CancellationView)
  listCancellations(@Query() query: PageQuery, @Caller() caller: Principal): Promise<Page<CancellationView>> {
    return this.queries.listCancellations(query, caller);
  }

  @Get('cancellations/:id')
  @ApiAnswers('One cancellation', CancellationView)
  getCancellation(@Param('id', IdPipe) id: number, @Caller() caller: Principal): Promise<Resource<CancellationView>> {
    return this.queries.getCancellation(id, caller);
  }
}

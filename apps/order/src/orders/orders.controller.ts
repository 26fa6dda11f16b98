import {
  DeliveryCanceled,
  HandedOver,
  Paid,
  PayCancelled,
  Returned,
  Shipped,
  type ReceivedEvent,
} from '@carshare/events';
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
  type Page,
  type Principal,
  type Resource,
} from '@carshare/service-kit';
import { Body, Controller, Delete, Get, Header, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiQuery, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { FeeView } from '../bookings/fee.dto.js';
import { PreferredLanguage } from '../mails/preferred-language.js';
import type { Language } from '../mails/texts/language.js';
import { ExpectedFee } from './expected-fee.js';
import { OrderQuery, OrderView, PlaceOrder } from './order.dto.js';
import { OrdersQueries } from './orders.queries.js';
import { OrdersSaga } from './orders.saga.js';
import { OrdersService } from './orders.service.js';

@ApiTags('orders')
@Controller()
export class OrdersController {
  constructor(
    private readonly saga: OrdersSaga,
    private readonly orders: OrdersService,
    private readonly queries: OrdersQueries,
  ) {}

  @Post('orders')
  @ApiCreates('Orders a car and pays for it', OrderView)
  @ApiIdempotencyKey()
  @ApiProblem(402, 'payment.declined')
  @ApiProblem(404, 'car.not_found')
  @ApiProblem(409, 'car.out_of_stock', 'car.not_available', 'car.not_bookable', 'price.changed')
  @ApiProblem(
    422,
    'idempotency.reused',
    'booking.time_invalid',
    'booking.in_past',
    'booking.out_of_bounds',
    'booking.incomplete',
  )
  async place(
    @Body() request: PlaceOrder,
    @Caller() caller: Principal,
    @IdempotencyKey() key: string | undefined,
    @PreferredLanguage() language: Language,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Resource<OrderView>> {
    return located(reply, await this.queries.placedView(await this.saga.place(request, caller, key, language)));
  }

  @Get('orders')
  @ApiLists('The orders, the oldest first', 'orders', OrderView)
  list(@Query() query: OrderQuery, @Caller() caller: Principal): Promise<Page<OrderView>> {
    return this.queries.list(query, caller);
  }

  @Get('orders/:id')
  @ApiAnswers('One order', OrderView)
  get(@Param('id', IdPipe) id: number, @Caller() caller: Principal): Promise<Resource<OrderView>> {
    return this.queries.get(id, caller);
  }

  @Get('orders/:id/cancellation')
  @Header('cache-control', 'no-store')
  @ApiAnswers('What cancelling an order costs now', FeeView)
  @ApiProblem(409, 'order.not_cancellable')
  cancellation(@Param('id', IdPipe) id: number, @Caller() caller: Principal): Promise<FeeView> {
    return this.queries.cancellation(id, caller);
  }

  @Delete('orders/:id')
  @HttpCode(202)
  @ApiAnswers('Cancels an order; delivery and payment follow', OrderView, 202)
  @ApiQuery({
    name: 'expectedFee',
    required: false,
    type: Number,
    description: 'The fee of a booking that the customer has seen.',
  })
  @ApiProblem(409, 'order.not_cancellable', 'cancellation.fee_changed')
  @Header('cache-control', 'no-store')
  async cancel(
    @Param('id', IdPipe) id: number,
    @Caller() caller: Principal,
    @ExpectedFee() expectedFee: number | undefined,
  ): Promise<Resource<OrderView>> {
    return this.queries.view(await this.saga.cancel(id, caller, expectedFee));
  }

  @Consumes(Paid)
  onPaid(event: ReceivedEvent<typeof Paid>, tx: Tx): Promise<void> {
    return this.orders.notePaid(tx, event.data.orderId);
  }

  @Consumes(Shipped)
  onShipped(event: ReceivedEvent<typeof Shipped>, tx: Tx): Promise<void> {
    return this.orders.noteShipped(tx, event.data.orderId);
  }

  @Consumes(HandedOver)
  onHandedOver(event: ReceivedEvent<typeof HandedOver>, tx: Tx): Promise<void> {
    return this.orders.noteHandedOver(tx, event.data.orderId, event.data);
  }

  @Consumes(Returned)
  onReturned(event: ReceivedEvent<typeof Returned>, tx: Tx): Promise<void> {
    return this.orders.noteReturned(tx, event.data.orderId, new Date(event.data.at), event.data);
  }

  @Consumes(PayCancelled)
  onPayCancelled(event: ReceivedEvent<typeof PayCancelled>, tx: Tx): Promise<void> {
    return this.orders.notePayCancelled(tx, event.data.orderId);
  }

  /** The order ends with its refund, not with its delivery: the event changes nothing here. */
  @Consumes(DeliveryCanceled)
  onDeliveryCanceled(): void {}
}

import {
  ApiAnswers,
  ApiCreates,
  ApiIdempotencyKey,
  ApiLists,
  ApiProblem,
  Caller,
  FindByOrder,
  IdempotencyKey,
  IdPipe,
  located,
  PageQuery,
  Public,
  Roles,
  type Page,
  type Principal,
  type Resource,
} from '@carshare/service-kit';
import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import {
  CancelPayment,
  PaymentCancellationView,
  PaymentView,
  PayOrder,
  ProviderView,
  toCancellationView,
  toPaymentView,
} from './payment.dto.js';
import { PaymentsQueries } from './payments.queries.js';
import { PaymentsSaga } from './payments.saga.js';

/** The replaced services send none. */
const KEY_ABSENT = 'Where it is absent, the order id is the key.';

@ApiTags('payments')
@Controller()
export class PaymentsController {
  constructor(
    private readonly saga: PaymentsSaga,
    private readonly queries: PaymentsQueries,
  ) {}

  @Post('payments')
  @Roles('service')
  @ApiCreates('Charges an order, once', PaymentView)
  @ApiIdempotencyKey(KEY_ABSENT)
  @ApiProblem(402, 'payment.declined')
  @ApiProblem(409, 'payment.voided')
  async pay(
    @Body() request: PayOrder,
    @IdempotencyKey() key: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Resource<PaymentView>> {
    return located(reply, toPaymentView(await this.saga.pay(request, key ?? `order-${request.orderId}`)));
  }

  @Get('payments')
  @ApiLists('The payments, the oldest first', 'payments', PaymentView)
  list(@Query() query: PageQuery, @Caller() caller: Principal): Promise<Page<PaymentView>> {
    return this.queries.list(query, caller);
  }

  /** Names the provider that moves the money, which distinguishes the simulator from a bank. */
  @Get('payments/provider')
  @Public()
  @ApiAnswers('Who moves the money, and the test methods of the simulator', ProviderView)
  provider(): ProviderView {
    return this.queries.provider();
  }

  @Get('payments/search/findByOrderId')
  @ApiLists('The payment of an order', 'payments', PaymentView)
  findByOrder(@Query() { orderId }: FindByOrder, @Caller() caller: Principal): Promise<Page<PaymentView>> {
    return this.queries.findByOrder(orderId, caller);
  }

  @Get('payments/:id')
  @ApiAnswers('One payment', PaymentView)
  get(@Param('id', IdPipe) id: number, @Caller() caller: Principal): Promise<Resource<PaymentView>> {
    return this.queries.get(id, caller);
  }

  @Post('paymentCancellations')
  @Roles('service')
  @ApiCreates('Cancels the delivery of an order, then gives its money back', PaymentCancellationView)
  @ApiIdempotencyKey(KEY_ABSENT)
  @ApiProblem(409, 'payment.handed_over', 'payment.fee_too_high')
  async cancel(
    @Body() request: CancelPayment,
    @IdempotencyKey() key: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Resource<PaymentCancellationView>> {
    return located(reply, toCancellationView(await this.saga.cancel(request, key ?? `order-${request.orderId}`)));
  }

  @Get('paymentCancellations')
  @ApiLists('The cancellations, the oldest first', 'paymentCancellations', PaymentCancellationView)
  listCancellations(@Query() query: PageQuery, @Caller() caller: Principal): Promise<Page<PaymentCancellationView>> {
    return this.queries.listCancellations(query, caller);
  }

  @Get('paymentCancellations/:id')
  @ApiAnswers('One cancellation', PaymentCancellationView)
  getCancellation(
    @Param('id', IdPipe) id: number,
    @Caller() caller: Principal,
  ): Promise<Resource<PaymentCancellationView>> {
    return this.queries.getCancellation(id, caller);
  }
}

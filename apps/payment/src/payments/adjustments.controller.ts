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
  Roles,
  type Page,
  type Principal,
  type Resource,
} from '@carshare/service-kit';
import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { AdjustPayment, PaymentAdjustmentView, toAdjustmentView, VoidAdjustment } from './adjustment.dto.js';
import { AdjustmentsQueries } from './adjustments.queries.js';
import { AdjustmentsSaga } from './adjustments.saga.js';
import { adjustmentKey } from './provider-keys.js';

/** Charges and refunds beside the first charge of an order. */
@ApiTags('payments')
@Controller()
export class AdjustmentsController {
  constructor(
    private readonly saga: AdjustmentsSaga,
    private readonly queries: AdjustmentsQueries,
  ) {}

  @Post('paymentAdjustments')
  @Roles('service')
  @ApiCreates('Charges or refunds an order beside its first charge, once for each number', PaymentAdjustmentView)
  @ApiIdempotencyKey('Where it is absent, the order id and the number are the key.')
  @ApiProblem(402, 'payment.declined')
  @ApiProblem(409, 'payment.voided', 'payment.not_charged', 'payment.refund_too_high')
  async adjust(
    @Body() request: AdjustPayment,
    @IdempotencyKey() key: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Resource<PaymentAdjustmentView>> {
    const defaultKey = adjustmentKey(request.orderId, request.number);
    return located(reply, toAdjustmentView(await this.saga.adjust(request, key ?? defaultKey)));
  }

  @Get('paymentAdjustments/search/findByOrderId')
  @ApiLists('The adjustments of an order, by number', 'paymentAdjustments', PaymentAdjustmentView)
  findByOrder(@Query() { orderId }: FindByOrder, @Caller() caller: Principal): Promise<Page<PaymentAdjustmentView>> {
    return this.queries.findByOrder(orderId, caller);
  }

  @Get('paymentAdjustments/:id')
  @ApiAnswers('One adjustment', PaymentAdjustmentView)
  get(@Param('id', IdPipe) id: number, @Caller() caller: Principal): Promise<Resource<PaymentAdjustmentView>> {
    return this.queries.get(id, caller);
  }

  @Post('paymentAdjustmentCancellations')
  @Roles('service')
  @ApiCreates(
    'Makes sure that a number holds no money and never will: a charge that was made is returned',
    PaymentAdjustmentView,
  )
  @ApiProblem(409, 'payment.refund_not_voidable')
  async void(
    @Body() { orderId, number }: VoidAdjustment,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Resource<PaymentAdjustmentView>> {
    return located(reply, toAdjustmentView(await this.saga.void(orderId, number)));
  }
}

import { PaymentAdjusted, type ReceivedEvent } from '@carshare/events';
import { Consumes } from '@carshare/messaging';
import type { Tx } from '@carshare/persistence';
import { ApiAnswers, ApiProblem, Caller, IdPipe, Roles, type Principal } from '@carshare/service-kit';
import { Body, Controller, Get, Header, HttpCode, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { AdjustedService } from './adjusted.service.js';
import { OwedListView, OwedView, toOwedView, WaiveOwed } from './owed.dto.js';
import { OwedQueries } from './owed.queries.js';
import { SettlementSaga } from './settlement.saga.js';
import { SettlementService } from './settlement.service.js';

/** The amounts that customers have not paid. */
@ApiTags('operator')
@Roles('operator')
@Controller('operator/order/owed')
export class OwedController {
  constructor(
    private readonly queries: OwedQueries,
    private readonly saga: SettlementSaga,
    private readonly settlements: SettlementService,
    private readonly adjusted: AdjustedService,
  ) {}

  @Get()
  @Header('cache-control', 'no-store')
  @ApiAnswers('The amounts that completed orders owe', OwedListView)
  list(): Promise<OwedListView> {
    return this.queries.list();
  }

  @Post(':orderId/retry')
  @HttpCode(200)
  @ApiAnswers('Charges an owed amount again', OwedView)
  @ApiProblem(409, 'owed.settled')
  async retry(@Param('orderId', IdPipe) orderId: number, @Caller() caller: Principal): Promise<OwedView> {
    return toOwedView(await this.saga.retry(orderId, caller));
  }

  @Post(':orderId/waive')
  @HttpCode(200)
  @ApiAnswers('Forgoes an owed amount', OwedView)
  @ApiProblem(409, 'owed.settled')
  async waive(
    @Param('orderId', IdPipe) orderId: number,
    @Body() { reason }: WaiveOwed,
    @Caller() caller: Principal,
  ): Promise<OwedView> {
    return toOwedView(await this.settlements.waive(orderId, reason, caller));
  }

  @Consumes(PaymentAdjusted)
  onPaymentAdjusted(event: ReceivedEvent<typeof PaymentAdjusted>, tx: Tx): Promise<void> {
    return this.adjusted.note(tx, event.data);
  }
}

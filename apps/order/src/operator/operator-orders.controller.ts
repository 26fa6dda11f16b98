import { ApiAnswers, ApiProblem, Caller, IdPipe, Roles, type Principal } from '@carshare/service-kit';
import { Controller, Get, Header, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { OperatorOrdersQuery, OperatorOrdersView, OperatorOrderView } from './operator-orders.dto.js';
import { OperatorOrdersQueries } from './operator-orders.queries.js';
import { OrdersService } from '../orders/orders.service.js';

/** The orders of the operator console. */
@ApiTags('operator')
@Roles('operator')
@Controller('operator/order/orders')
export class OperatorOrdersController {
  constructor(
    private readonly queries: OperatorOrdersQueries,
    private readonly service: OrdersService,
  ) {}

  @Get()
  @Header('cache-control', 'no-store')
  @ApiAnswers('The orders of the operator console, newest first', OperatorOrdersView)
  list(@Query() query: OperatorOrdersQuery): Promise<OperatorOrdersView> {
    return this.queries.list(query);
  }

  @Post(':id/retry')
  @HttpCode(200)
  @ApiAnswers('Retries the due step of an order now', OperatorOrderView)
  @ApiProblem(409, 'order.nothing_due')
  async retry(@Param('id', IdPipe) id: number, @Caller() caller: Principal): Promise<OperatorOrderView> {
    return this.queries.view(await this.service.retryNow(id, caller));
  }
}

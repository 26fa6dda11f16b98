import { ApiAnswers, ApiProblem, Caller, IdPipe, Roles, type Principal } from '@carshare/service-kit';
import { Controller, Get, Header, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { DeskOrdersQuery, DeskOrdersView, DeskOrderView, toDeskOrderView } from './operator-orders.dto.js';
import { DeskOrdersQueries } from './operator-orders.queries.js';
import { OrdersService } from '../orders/orders.service.js';

/** The orders at the operator's desk. */
@ApiTags('operator')
@Roles('operator')
@Controller('operator/order/orders')
export class DeskOrdersController {
  constructor(
    private readonly queries: DeskOrdersQueries,
    private readonly service: OrdersService,
  ) {}

  @Get()
  @Header('cache-control', 'no-store')
  @ApiAnswers('The orders as the desk lists them, newest first', DeskOrdersView)
  list(@Query() query: DeskOrdersQuery): Promise<DeskOrdersView> {
    return this.queries.list(query);
  }

  @Post(':id/retry')
  @HttpCode(200)
  @ApiAnswers('Takes the step that an order is owed at once', DeskOrderView)
  @ApiProblem(409, 'order.not_owed')
  async retry(@Param('id', IdPipe) id: number, @Caller() caller: Principal): Promise<DeskOrderView> {
    return toDeskOrderView(await this.service.retryNow(id, caller));
  }
}

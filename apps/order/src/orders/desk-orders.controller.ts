import { ApiAnswers, ApiProblem, Caller, IdPipe, Roles, type Principal } from '@carshare/service-kit';
import { Controller, Get, Header, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { InjectRepository } from '@nestjs/typeorm';
import { IsNull, LessThan, LessThanOrEqual, Not, type Repository } from 'typeorm';
import { DeskOrdersQuery, DeskOrdersView, DeskOrderView, toDeskOrderView } from './desk-orders.dto.js';
import { Order } from './order.entity.js';
import { OrdersService } from './orders.service.js';

/** The orders as the operator's desk lists them: by state and age, newest first, without counting the table. */
@ApiTags('operator')
@Roles('operator')
@Controller('operator/order/orders')
export class DeskOrdersController {
  constructor(
    @InjectRepository(Order) private readonly orders: Repository<Order>,
    private readonly service: OrdersService,
  ) {}

  @Get()
  @Header('cache-control', 'no-store')
  @ApiAnswers('The orders as the desk lists them, newest first', DeskOrdersView)
  async list(@Query() { status, owed, olderThan, before, size }: DeskOrdersQuery): Promise<DeskOrdersView> {
    const isOwed = owed === 'true';
    const found = await this.orders.find({
      where: {
        ...(status && { status }),
        ...(isOwed && { dueAt: Not(IsNull()) }),
        ...(olderThan !== undefined && { createdAt: LessThanOrEqual(new Date(Date.now() - olderThan * 1000)) }),
        ...(before !== undefined && { id: LessThan(before) }),
      },
      order: { id: isOwed ? 'ASC' : 'DESC' },
      take: size + 1,
    });
    const orders = found.slice(0, size);
    return {
      orders: orders.map(toDeskOrderView),
      next: !isOwed && found.length > size ? (orders.at(-1)?.id ?? null) : null,
      owed: await this.orders.countBy({ dueAt: Not(IsNull()) }),
    };
  }

  @Post(':id/retry')
  @HttpCode(200)
  @ApiAnswers('Takes the step that an order is owed at once', DeskOrderView)
  @ApiProblem(409, 'order.not_owed')
  async retry(@Param('id', IdPipe) id: number, @Caller() caller: Principal): Promise<DeskOrderView> {
    return toDeskOrderView(await this.service.hasten(id, caller));
  }
}

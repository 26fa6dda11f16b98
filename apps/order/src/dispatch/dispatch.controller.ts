import {
  ApiAnswers,
  ApiCreates,
  ApiProblem,
  Caller,
  IdPipe,
  Roles,
  type Principal,
  type Resource,
} from '@carshare/service-kit';
import { Body, Controller, Delete, Get, Header, HttpCode, Param, Post, Res } from '@nestjs/common';
import { ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { OrderView } from '../orders/order.dto.js';
import { OrdersQueries } from '../orders/orders.queries.js';
import { BlocksQueries } from './blocks.queries.js';
import { BlocksService } from './blocks.service.js';
import { BlocksView, MoveBooking, NewBlock, NewBlockView, toBlockView } from './dispatch.dto.js';
import { ReassignmentsService } from './reassignments.service.js';

/** Where an operator changes which vehicle does what: blocks, and bookings that move to another vehicle. */
@ApiTags('vehicles')
@Roles('operator')
@Controller()
export class DispatchController {
  constructor(
    private readonly blocks: BlocksService,
    private readonly queries: BlocksQueries,
    private readonly reassignments: ReassignmentsService,
    private readonly orders: OrdersQueries,
  ) {}

  @Post('vehicles/:id/blocks')
  @ApiCreates('Blocks a vehicle for a time', NewBlockView)
  @ApiProblem(404, 'vehicle.not_found')
  @ApiProblem(409, 'vehicle.booked', 'vehicle.not_in_calendar')
  @ApiProblem(422, 'booking.time_invalid', 'booking.in_past', 'booking.out_of_bounds')
  async block(
    @Param('id', IdPipe) id: number,
    @Body() request: NewBlock,
    @Caller() operator: Principal,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<NewBlockView> {
    const { block, displaced } = await this.blocks.add(id, request, operator);
    void reply.header('location', `/vehicles/${id}/blocks`);
    return { ...toBlockView(block), displaced };
  }

  @Get('vehicles/:id/blocks')
  @Header('cache-control', 'no-store')
  @ApiAnswers('The blocks of a vehicle', BlocksView)
  @ApiProblem(404, 'vehicle.not_found')
  listBlocks(@Param('id', IdPipe) id: number): Promise<BlocksView> {
    return this.queries.ofVehicle(id);
  }

  @Delete('blocks/:id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Ends a block: its time can be booked again' })
  @ApiNoContentResponse({ description: 'It is removed.' })
  @ApiProblem(404, 'block.not_found')
  unblock(@Param('id', IdPipe) id: number, @Caller() operator: Principal): Promise<void> {
    return this.blocks.remove(id, operator);
  }

  @Post('orders/:id/vehicle')
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  @ApiAnswers('Moves a booking to another vehicle of its model', OrderView)
  @ApiProblem(404, 'order.not_found')
  @ApiProblem(409, 'order.not_movable', 'car.not_available')
  async move(
    @Param('id', IdPipe) id: number,
    @Body() request: MoveBooking,
    @Caller() operator: Principal,
  ): Promise<Resource<OrderView>> {
    return this.orders.view(await this.reassignments.reassign(id, request, operator));
  }
}

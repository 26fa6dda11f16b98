import {
  ApiAnswers,
  ApiIfMatch,
  ApiLists,
  ApiProblem,
  IfMatch,
  Public,
  Roles,
  tagged,
  type Page,
  type Resource,
} from '@carshare/service-kit';
import { Body, Controller, Get, Param, Patch, Res } from '@nestjs/common';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CarView, ChangeCar, toCarView } from './car.dto.js';
import { CarsService } from './cars.service.js';
import { OrdersQueries } from '../orders/orders.queries.js';

@ApiTags('cars')
@Controller('cars')
export class CarsController {
  constructor(
    private readonly cars: CarsService,
    private readonly queries: OrdersQueries,
  ) {}

  @Get()
  @Public()
  @ApiLists('The fleet, with what is free of each car', 'cars', CarView)
  list(): Promise<Page<CarView>> {
    return this.queries.fleet();
  }

  @Get(':productId')
  @Public()
  @ApiParam({ name: 'productId', example: '1001' })
  @ApiAnswers('One car of the fleet', CarView)
  async get(@Param('productId') productId: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<CarView> {
    return tagged(reply, await this.queries.car(productId));
  }

  @Patch(':productId')
  @Roles('operator')
  @ApiParam({ name: 'productId', example: '1001' })
  @ApiAnswers('Changes the price or the stock of a car', CarView)
  @ApiIfMatch('car.changed')
  @ApiProblem(409, 'car.stock_out_of_range')
  async change(
    @Param('productId') productId: string,
    @Body() change: ChangeCar,
    @IfMatch() isMatch: (version: string) => boolean,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Resource<CarView>> {
    return tagged(reply, toCarView(await this.cars.change(productId, change, isMatch)));
  }
}

import { ApiAnswers, ApiLists, Public, Roles, type Page, type Resource } from '@carshare/service-kit';
import { Body, Controller, Get, Param, Patch } from '@nestjs/common';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import { CarView, ChangeCar, toCarView } from './car.dto.js';
import { CarsService } from './cars.service.js';
import { OrdersQueries } from './orders.queries.js';

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
  get(@Param('productId') productId: string): Promise<CarView> {
    return this.queries.car(productId);
  }

  @Patch(':productId')
  @Roles('operator')
  @ApiParam({ name: 'productId', example: '1001' })
  @ApiAnswers('Changes the price or the stock of a car', CarView)
  async change(@Param('productId') productId: string, @Body() change: ChangeCar): Promise<Resource<CarView>> {
    return toCarView(await this.cars.change(productId, change));
  }
}

import { Public, Roles, type Page, type Resource } from '@carshare/service-kit';
import { Body, Controller, Get, Param, Patch } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
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
  list(): Promise<Page<CarView>> {
    return this.queries.fleet();
  }

  @Get(':productId')
  @Public()
  @ApiOkResponse({ type: CarView })
  get(@Param('productId') productId: string): Promise<CarView> {
    return this.queries.car(productId);
  }

  @Patch(':productId')
  @Roles('operator')
  @ApiOkResponse({ type: CarView })
  async change(@Param('productId') productId: string, @Body() change: ChangeCar): Promise<Resource<CarView>> {
    return toCarView(await this.cars.change(productId, change));
  }
}

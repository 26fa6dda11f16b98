import {
  ApiAnswers,
  ApiCreates,
  ApiIfMatch,
  ApiLists,
  ApiProblem,
  IfMatch,
  located,
  Public,
  Roles,
  tagged,
  type Page,
  type Resource,
} from '@carshare/service-kit';
import {
  applyDecorators,
  Body,
  Controller,
  Delete,
  Get,
  Header,
  HttpCode,
  Param,
  Patch,
  Post,
  Query,
  Res,
} from '@nestjs/common';
import { ApiNoContentResponse, ApiOperation, ApiParam, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CarView, ChangeCar, toCarView } from '../cars/car.dto.js';
import { CarsQueries } from '../cars/cars.queries.js';
import { CarsService } from '../cars/cars.service.js';
import { NewCar } from '../cars/new-car.dto.js';
import { QuoteView } from '../pricing/quote.dto.js';
import { AvailabilityView } from './availability.dto.js';
import { FleetQueries } from './fleet.queries.js';

const TIME_PROBLEMS = ['booking.time_invalid', 'booking.in_past', 'booking.out_of_bounds'];

/** The models of the fleet, with what is free of them and what it costs. */
@ApiTags('cars')
@Controller('cars')
export class FleetController {
  constructor(
    private readonly cars: CarsService,
    private readonly queries: CarsQueries,
    private readonly fleet: FleetQueries,
  ) {}

  @Get()
  @Public()
  @ApiLists('The fleet, with what is free of each car', 'cars', CarView)
  @ApiPeriod(false)
  @ApiProblem(422, ...TIME_PROBLEMS)
  list(@Query('from') from?: string, @Query('to') to?: string): Promise<Page<CarView>> {
    return this.fleet.list(from, to);
  }

  @Post()
  @Roles('operator')
  @ApiCreates('Adds a model to the fleet', CarView)
  @ApiProblem(409, 'car.exists')
  async add(@Body() request: NewCar, @Res({ passthrough: true }) reply: FastifyReply): Promise<CarView> {
    return tagged(reply, located(reply, toCarView(await this.cars.add(request))));
  }

  @Get(':productId')
  @Public()
  @ApiParam({ name: 'productId', example: '1001' })
  @ApiAnswers('One car of the fleet', CarView)
  async get(@Param('productId') productId: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<CarView> {
    return tagged(reply, await this.queries.get(productId));
  }

  @Get(':productId/availability')
  @Public()
  @Header('cache-control', 'no-store')
  @ApiParam({ name: 'productId', example: '1001' })
  @ApiPeriod(true)
  @ApiAnswers('When a car is free', AvailabilityView)
  @ApiProblem(422, 'booking.time_invalid')
  availability(
    @Param('productId') productId: string,
    @Query('from') from?: string,
    @Query('to') to?: string,
  ): Promise<AvailabilityView> {
    return this.fleet.availability(productId, from, to);
  }

  @Get(':productId/quote')
  @Public()
  @Header('cache-control', 'no-store')
  @ApiParam({ name: 'productId', example: '1001' })
  @ApiPeriod(true)
  @ApiAnswers('What a period costs', QuoteView)
  @ApiProblem(409, 'car.not_bookable')
  @ApiProblem(422, ...TIME_PROBLEMS)
  quote(
    @Param('productId') productId: string,
    @Query('from') from?: string,
    @Query('to') to?: string,
  ): Promise<QuoteView> {
    return this.fleet.quote(productId, from, to);
  }

  @Patch(':productId')
  @Roles('operator')
  @ApiParam({ name: 'productId', example: '1001' })
  @ApiAnswers('Changes the name, the prices or the stock of a car', CarView)
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

  @Delete(':productId')
  @HttpCode(204)
  @Roles('operator')
  @ApiParam({ name: 'productId', example: '1001' })
  @ApiOperation({ summary: 'Takes a model out of the fleet; its open orders go on' })
  @ApiNoContentResponse({ description: 'It is retired.' })
  @ApiIfMatch('car.changed')
  @ApiProblem(409, 'car.has_vehicles')
  retire(@Param('productId') productId: string, @IfMatch() isMatch: (version: string) => boolean): Promise<void> {
    return this.cars.retire(productId, isMatch);
  }
}

/** Documents `?from=&to=`. */
function ApiPeriod(required: boolean): MethodDecorator {
  return applyDecorators(
    ApiQuery({
      name: 'from',
      required,
      example: '2026-12-01T09:00:00+01:00',
      description: 'RFC 3339 with its offset, to the minute.',
    }),
    ApiQuery({ name: 'to', required, example: '2026-12-01T18:00:00+01:00' }),
  );
}

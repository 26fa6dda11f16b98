import {
  ApiAnswers,
  ApiCreates,
  ApiIfMatch,
  ApiLists,
  ApiProblem,
  Caller,
  IdPipe,
  IfMatch,
  located,
  Roles,
  tagged,
  type Page,
  type Principal,
  type Resource,
} from '@carshare/service-kit';
import { Body, Controller, Get, Header, Param, Patch, Post, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { ChangeVehicle, NewVehicle, toVehicleView, VehiclesQuery, VehicleView } from './vehicle.dto.js';
import { VehiclesQueries } from './vehicles.queries.js';
import { VehiclesService } from './vehicles.service.js';

/** The cars with a licence plate, which are booked by time. */
@ApiTags('vehicles')
@Roles('operator')
@Controller('vehicles')
export class VehiclesController {
  constructor(
    private readonly vehicles: VehiclesService,
    private readonly queries: VehiclesQueries,
  ) {}

  @Get()
  @Header('cache-control', 'no-store')
  @ApiLists('The vehicles, the oldest first', 'vehicles', VehicleView)
  list(@Query() query: VehiclesQuery): Promise<Page<VehicleView>> {
    return this.queries.list(query);
  }

  @Get(':id')
  @Header('cache-control', 'no-store')
  @ApiAnswers('One vehicle', VehicleView)
  async get(@Param('id', IdPipe) id: number, @Res({ passthrough: true }) reply: FastifyReply): Promise<VehicleView> {
    return tagged(reply, await this.queries.get(id));
  }

  @Post()
  @ApiCreates('Adds a vehicle to a model', VehicleView)
  @ApiProblem(404, 'car.not_found')
  @ApiProblem(409, 'vehicle.plate_taken', 'car.out_of_stock')
  async add(
    @Body() request: NewVehicle,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Resource<VehicleView>> {
    return tagged(reply, located(reply, toVehicleView(await this.vehicles.add(request))));
  }

  @Patch(':id')
  @ApiAnswers('Changes the plate or the state of a vehicle', VehicleView)
  @ApiIfMatch('vehicle.changed')
  @ApiProblem(409, 'vehicle.plate_taken', 'vehicle.state_conflict', 'vehicle.booked', 'car.out_of_stock')
  async change(
    @Param('id', IdPipe) id: number,
    @Body() change: ChangeVehicle,
    @IfMatch() isMatch: (version: string) => boolean,
    @Caller() operator: Principal,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Resource<VehicleView>> {
    return tagged(reply, toVehicleView(await this.vehicles.change(id, change, isMatch, operator)));
  }
}

import { ApiAnswers, ApiProblem, Caller, IdPipe, Roles, type Principal, type Resource } from '@carshare/service-kit';
import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { DeliveryView, toDeliveryView } from './delivery.dto.js';
import { RecordHandover, RecordReturn } from './handover.dto.js';
import { HandoversService } from './handovers.service.js';

/** Records when a customer takes a car and gives it back. */
@ApiTags('deliveries')
@Controller('deliveries/:id')
export class HandoversController {
  constructor(private readonly handovers: HandoversService) {}

  @Post('handover')
  @Roles('operator')
  @HttpCode(200)
  @ApiAnswers('Records that the customer has the car', DeliveryView)
  @ApiProblem(409, 'delivery.canceled', 'delivery.returned', 'vehicle.still_out')
  @ApiProblem(422, 'delivery.time_invalid')
  async handOver(
    @Param('id', IdPipe) id: number,
    @Body() request: RecordHandover,
    @Caller() caller: Principal,
  ): Promise<Resource<DeliveryView>> {
    return toDeliveryView(await this.handovers.handOver(id, request, caller));
  }

  @Post('return')
  @HttpCode(200)
  @ApiAnswers('Records that the car is back, by an operator or by the customer', DeliveryView)
  @ApiProblem(409, 'delivery.canceled', 'delivery.not_handed_over')
  @ApiProblem(422, 'delivery.time_invalid', 'delivery.odometer_invalid')
  async takeBack(
    @Param('id', IdPipe) id: number,
    @Body() request: RecordReturn,
    @Caller() caller: Principal,
  ): Promise<Resource<DeliveryView>> {
    return toDeliveryView(await this.handovers.takeBack(id, request, caller));
  }
}

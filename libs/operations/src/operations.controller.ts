import { ApiAnswers, ApiProblem, Caller, Roles, type Principal } from '@carshare/service-kit';
import { Body, Controller, Delete, Get, Header, HttpCode, Param, Post, Query, type Type } from '@nestjs/common';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import { Discard, OperatorOutcome, StuckWorkDetailView, StuckWorkList, StuckWorkQuery } from './operations.dto.js';
import { Operations } from './operations.service.js';

/** Lists, retries and discards stuck events. */
@ApiTags('operator')
@Roles('operator')
class OperationsController {
  constructor(private readonly operations: Operations) {}

  @Get()
  @Header('cache-control', 'no-store')
  @ApiAnswers('The work that is stuck', StuckWorkList)
  list(@Query() { after }: StuckWorkQuery): Promise<StuckWorkList> {
    return this.operations.list(Number(after ?? 0));
  }

  @Get(':id')
  @ApiParam({ name: 'id', example: '17' })
  @ApiAnswers('One piece of stuck work, with its event', StuckWorkDetailView)
  show(@Param('id') id: string): Promise<StuckWorkDetailView> {
    return this.operations.show(id);
  }

  @Post(':id/retry')
  @HttpCode(200)
  @ApiParam({ name: 'id', example: '17' })
  @ApiAnswers('Handles stuck work again', OperatorOutcome)
  @ApiProblem(409, 'stuck.retry_failed')
  async retry(@Param('id') id: string, @Caller() caller: Principal): Promise<OperatorOutcome> {
    return { outcome: await this.operations.retry(id, caller) };
  }

  @Delete(':id')
  @ApiParam({ name: 'id', example: '17' })
  @ApiAnswers('Gives stuck work up, with a reason', OperatorOutcome)
  async discard(
    @Param('id') id: string,
    @Body() { reason }: Discard,
    @Caller() caller: Principal,
  ): Promise<OperatorOutcome> {
    return { outcome: await this.operations.discard(id, reason, caller) };
  }
}

/**
 * Makes the controller of `/operator/<service>/stuck`.
 * @param service the name by which the gateway routes the path to its service
 */
export function operationsController(service: string): Type {
  const own = class extends OperationsController {};
  Controller(`operator/${service}/stuck`)(own);
  return own;
}

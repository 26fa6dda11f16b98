import { ApiAnswers, ApiProblem, Caller, IdPipe, Roles, type Principal } from '@carshare/service-kit';
import { Body, Controller, Get, Header, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { DecisionOutcome, DecisionsQuery, DecisionsView, ResolveDecision } from './decisions.dto.js';
import { DecisionsSaga } from './decisions.saga.js';

/** The money that a person must decide about. */
@ApiTags('operator')
@Roles('operator')
@Controller('operator/payment/decisions')
export class DecisionsController {
  constructor(private readonly decisions: DecisionsSaga) {}

  @Get()
  @Header('cache-control', 'no-store')
  @ApiAnswers('The open decisions about money, oldest first', DecisionsView)
  list(@Query() { after, size }: DecisionsQuery): Promise<DecisionsView> {
    return this.decisions.list(after, size);
  }

  @Post(':id/retry')
  @HttpCode(200)
  @ApiAnswers('Asks the provider again, or returns a charge that no order wants', DecisionOutcome)
  @ApiProblem(409, 'decision.not_retriable')
  async retry(@Param('id', IdPipe) id: number, @Caller() caller: Principal): Promise<DecisionOutcome> {
    return { outcome: await this.decisions.retry(id, caller) };
  }

  @Post(':id/resolve')
  @HttpCode(200)
  @ApiAnswers(
    'Closes a decision by hand: money of a refund counts as returned outside of the provider',
    DecisionOutcome,
  )
  async resolve(
    @Param('id', IdPipe) id: number,
    @Body() { reason }: ResolveDecision,
    @Caller() caller: Principal,
  ): Promise<DecisionOutcome> {
    return { outcome: await this.decisions.resolve(id, reason, caller) };
  }
}

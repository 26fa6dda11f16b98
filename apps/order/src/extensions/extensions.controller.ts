import {
  ApiAnswers,
  ApiIdempotencyKey,
  ApiProblem,
  Caller,
  IdempotencyKey,
  IdPipe,
  type Principal,
} from '@carshare/service-kit';
import { Body, Controller, Get, Header, Param, Post, Query } from '@nestjs/common';
import { ApiQuery, ApiTags } from '@nestjs/swagger';
import { ExtensionView, toExtensionView } from '../adjustments/adjustment.dto.js';
import { ExtendOrder, ExtensionQuoteView } from './extension.dto.js';
import { ExtensionsQueries } from './extensions.queries.js';
import { ExtensionsSaga } from './extensions.saga.js';

/** A later end of a booking. */
@ApiTags('orders')
@Controller('orders/:id')
export class ExtensionsController {
  constructor(
    private readonly saga: ExtensionsSaga,
    private readonly queries: ExtensionsQueries,
  ) {}

  @Get('extension')
  @Header('cache-control', 'no-store')
  @ApiQuery({
    name: 'to',
    required: false,
    example: '2026-12-01T20:00:00+01:00',
    description: 'RFC 3339 with its offset, to the minute. Without it the answer contains the latest end only.',
  })
  @ApiAnswers('How far a booking can be extended, and what that costs', ExtensionQuoteView)
  @ApiProblem(409, 'order.not_extendable')
  @ApiProblem(422, 'booking.time_invalid', 'booking.out_of_bounds')
  quote(
    @Param('id', IdPipe) id: number,
    @Caller() caller: Principal,
    @Query('to') to?: string,
  ): Promise<ExtensionQuoteView> {
    return this.queries.quote(id, caller, to);
  }

  @Post('extensions')
  @ApiAnswers('Extends a booking, and charges the difference', ExtensionView, 201)
  @ApiIdempotencyKey()
  @ApiProblem(402, 'payment.declined')
  @ApiProblem(409, 'extension.not_available', 'extension.open', 'order.not_extendable', 'price.changed')
  @ApiProblem(422, 'booking.time_invalid', 'booking.out_of_bounds')
  async extend(
    @Param('id', IdPipe) id: number,
    @Body() request: ExtendOrder,
    @Caller() caller: Principal,
    @IdempotencyKey() key: string | undefined,
  ): Promise<ExtensionView> {
    return toExtensionView(await this.saga.extend(id, request, caller, key));
  }
}

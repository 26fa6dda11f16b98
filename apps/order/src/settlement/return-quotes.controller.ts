import { ApiAnswers, ApiProblem, Caller, IdPipe, type Principal } from '@carshare/service-kit';
import { Controller, Get, Header, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ReturnQuery, ReturnQuoteView } from './return-quote.dto.js';
import { ReturnQuotesQueries } from './return-quotes.queries.js';

/** What the return of a booking would cost. The return itself is recorded by delivery. */
@ApiTags('orders')
@Controller('orders/:id/return')
export class ReturnQuotesController {
  constructor(private readonly queries: ReturnQuotesQueries) {}

  @Get()
  @Header('cache-control', 'no-store')
  @ApiAnswers('What returning the car of a booking now would charge and refund', ReturnQuoteView)
  @ApiProblem(409, 'order.not_returnable')
  quote(
    @Param('id', IdPipe) id: number,
    @Caller() caller: Principal,
    @Query() { odometer }: ReturnQuery,
  ): Promise<ReturnQuoteView> {
    return this.queries.quote(id, caller, odometer);
  }
}

import { ApiAnswers, Roles } from '@carshare/service-kit';
import { Controller, Get, Header, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { RefundsQuery, RefundsView } from './operator-refunds.dto.js';
import { OperatorRefundsQueries } from './operator-refunds.queries.js';

/** The refunds in the operator console. */
@ApiTags('operator')
@Roles('operator')
@Controller('operator/payment/refunds')
export class OperatorRefundsController {
  constructor(private readonly queries: OperatorRefundsQueries) {}

  @Get()
  @Header('cache-control', 'no-store')
  @ApiAnswers('The refunds of the ledger, newest first', RefundsView)
  list(@Query() query: RefundsQuery): Promise<RefundsView> {
    return this.queries.list(query);
  }
}

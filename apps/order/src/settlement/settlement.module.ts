import { Module } from '@nestjs/common';
import { AdjustmentsModule } from '../adjustments/adjustments.module.js';
import { ExtensionsModule } from '../extensions/extensions.module.js';
import { MailsModule } from '../mails/mails.module.js';
import { AdjustedService } from './adjusted.service.js';
import { OwedController } from './owed.controller.js';
import { OwedQueries } from './owed.queries.js';
import { ReturnQuotesController } from './return-quotes.controller.js';
import { ReturnQuotesQueries } from './return-quotes.queries.js';
import { SettlementMetrics } from './settlement.metrics.js';
import { SettlementSaga } from './settlement.saga.js';
import { SettlementService } from './settlement.service.js';
import { SettlementSweeper } from './settlement.sweeper.js';

@Module({
  imports: [AdjustmentsModule, ExtensionsModule, MailsModule],
  controllers: [OwedController, ReturnQuotesController],
  providers: [
    SettlementService,
    SettlementSaga,
    SettlementSweeper,
    SettlementMetrics,
    AdjustedService,
    OwedQueries,
    ReturnQuotesQueries,
  ],
})
export class SettlementModule {}

import { Reader } from '@carshare/persistence';
import { Module } from '@nestjs/common';
import { PaymentConfig } from '../app.config.js';
import { AdjustmentsController } from './adjustments.controller.js';
import { AdjustmentsQueries } from './adjustments.queries.js';
import { AdjustmentsSaga } from './adjustments.saga.js';
import { AdjustmentsService } from './adjustments.service.js';
import { DecisionsController } from './decisions.controller.js';
import { DecisionsSaga } from './decisions.saga.js';
import { DecisionsService } from './decisions.service.js';
import { DeliveryClient } from './delivery.client.js';
import { OperatorRefundsController } from './operator-refunds.controller.js';
import { OperatorRefundsQueries } from './operator-refunds.queries.js';
import { readInstallation } from './installation.js';
import { PaymentProvider } from './payment-provider.js';
import { PaymentSimulator } from './payment-simulator.js';
import { PaymentsController } from './payments.controller.js';
import { PaymentsMetrics } from './payments.metrics.js';
import { PaymentsQueries } from './payments.queries.js';
import { PaymentsSaga } from './payments.saga.js';
import { PaymentsService } from './payments.service.js';
import { ProviderCharges } from './provider-charges.js';
import { ProviderNotes } from './provider-notes.service.js';
import { RefundsSaga } from './refunds.saga.js';
import { RefundsService } from './refunds.service.js';
import { RefundsSweeper } from './refunds.sweeper.js';
import { StripeController } from './stripe.controller.js';
import { StripeWebhooks } from './stripe.webhooks.js';

/** The provider that the configuration names. Stripe's package is loaded only where it moves the money. */
async function providerOf(config: PaymentConfig, reader: Reader, charges: ProviderCharges): Promise<PaymentProvider> {
  if (config.PAYMENT_PROVIDER === 'simulator') return new PaymentSimulator();
  const { StripeProvider } = await import('./stripe-provider.js');
  return new StripeProvider(config, await readInstallation(reader), charges);
}

@Module({
  controllers: [
    PaymentsController,
    AdjustmentsController,
    StripeController,
    OperatorRefundsController,
    DecisionsController,
  ],
  providers: [
    PaymentsService,
    PaymentsSaga,
    PaymentsQueries,
    AdjustmentsService,
    AdjustmentsSaga,
    AdjustmentsQueries,
    PaymentsMetrics,
    OperatorRefundsQueries,
    DeliveryClient,
    StripeWebhooks,
    ProviderCharges,
    ProviderNotes,
    RefundsService,
    RefundsSaga,
    RefundsSweeper,
    DecisionsService,
    DecisionsSaga,
    { provide: PaymentProvider, inject: [PaymentConfig, Reader, ProviderCharges], useFactory: providerOf },
  ],
})
export class PaymentsModule {}

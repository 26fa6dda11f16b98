import { Module } from '@nestjs/common';
import { PaymentConfig } from '../app.config.js';
import { DeliveryClient } from './delivery.client.js';
import { DeskRefundsController } from './desk-refunds.controller.js';
import { PaymentProvider } from './payment-provider.js';
import { PaymentSimulator } from './payment-simulator.js';
import { PaymentsController } from './payments.controller.js';
import { PaymentsQueries } from './payments.queries.js';
import { PaymentsSaga } from './payments.saga.js';
import { PaymentsService } from './payments.service.js';
import { StripeController } from './stripe.controller.js';
import { StripeWebhooks } from './stripe.webhooks.js';

/** The provider that the configuration names. Stripe's package is loaded only where it moves the money. */
async function providerOf(config: PaymentConfig): Promise<PaymentProvider> {
  if (config.PAYMENT_PROVIDER === 'simulator') return new PaymentSimulator();
  const { StripeProvider } = await import('./stripe-provider.js');
  return new StripeProvider(config);
}

@Module({
  controllers: [PaymentsController, StripeController, DeskRefundsController],
  providers: [
    PaymentsService,
    PaymentsSaga,
    PaymentsQueries,
    DeliveryClient,
    StripeWebhooks,
    { provide: PaymentProvider, inject: [PaymentConfig], useFactory: providerOf },
  ],
})
export class PaymentsModule {}

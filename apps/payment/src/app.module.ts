import { contractOf } from '@carshare/events';
import { MessagingModule, messagingSchema } from '@carshare/messaging';
import { OperationsModule, operationsSchema } from '@carshare/operations';
import type { Schema } from '@carshare/persistence';
import { ServiceKitModule } from '@carshare/service-kit';
import { Module, type DynamicModule } from '@nestjs/common';
import { PaymentConfig } from './app.config.js';
import { CreatePayments1764000000001 } from './migrations/1-create-payments.js';
import { CreateStripeEvents1764000000002 } from './migrations/2-create-stripe-events.js';
import { CreateInstallation1764100000003 } from './migrations/3-create-installation.js';
import { CreateRefunds1764100000004 } from './migrations/4-create-refunds.js';
import { WidenLedger1764100000005 } from './migrations/5-widen-ledger.js';
import { IndexStripeEvents1764200000006 } from './migrations/6-index-stripe-events.js';
import { StoreMinorUnits1764200000007 } from './migrations/7-store-minor-units.js';
import { KeepFees1764400000008 } from './migrations/8-keep-fees.js';
import { CreateAdjustments1764700000009 } from './migrations/9-create-adjustments.js';
import { Decision } from './payments/decision.entity.js';
import { LedgerEntry } from './payments/ledger-entry.entity.js';
import { PaymentAdjustment } from './payments/payment-adjustment.entity.js';
import { PaymentCancellation } from './payments/payment-cancellation.entity.js';
import { Payment } from './payments/payment.entity.js';
import { PaymentsModule } from './payments/payments.module.js';
import { paymentRecords } from './payments/payment.records.js';
import { ProviderCharge } from './payments/provider-charge.entity.js';
import { Refund } from './payments/refund.entity.js';
import { StripeEvent } from './payments/stripe-event.entity.js';

export const schema: Schema = {
  entities: [
    Payment,
    PaymentCancellation,
    PaymentAdjustment,
    LedgerEntry,
    StripeEvent,
    Refund,
    Decision,
    ProviderCharge,
    ...messagingSchema.entities,
    ...operationsSchema.entities,
  ],
  migrations: [
    ...messagingSchema.migrations,
    ...operationsSchema.migrations,
    CreatePayments1764000000001,
    CreateStripeEvents1764000000002,
    CreateInstallation1764100000003,
    CreateRefunds1764100000004,
    WidenLedger1764100000005,
    IndexStripeEvents1764200000006,
    StoreMinorUnits1764200000007,
    KeepFees1764400000008,
    CreateAdjustments1764700000009,
  ],
};

/** Holds the money: the charge of an order and its adjustments, each at most once, and never more returned than charged. */
@Module({})
export class AppModule {
  static with(config: PaymentConfig): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ServiceKitModule.with(config, schema),
        MessagingModule.forRoot({
          ...contractOf('payment'),
          prunes: [{ name: 'stripe_events', key: 'id', at: 'received_at' }],
        }),
        OperationsModule.with({ service: config.service, records: paymentRecords }),
        PaymentsModule,
      ],
    };
  }
}

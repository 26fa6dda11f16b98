import { Module } from '@nestjs/common';
import { DeliveryClient } from './delivery.client.js';
import { DeskRefundsController } from './desk-refunds.controller.js';
import { PaymentProvider } from './payment-provider.js';
import { PaymentSimulator } from './payment-simulator.js';
import { PaymentsController } from './payments.controller.js';
import { PaymentsQueries } from './payments.queries.js';
import { PaymentsSaga } from './payments.saga.js';
import { PaymentsService } from './payments.service.js';

@Module({
  controllers: [PaymentsController, DeskRefundsController],
  providers: [
    PaymentsService,
    PaymentsSaga,
    PaymentsQueries,
    DeliveryClient,
    { provide: PaymentProvider, useClass: PaymentSimulator },
  ],
})
export class PaymentsModule {}

import type { Schema } from '@carshare/persistence';
import { Metrics, Principal } from '@carshare/service-kit';
import { schema as customerpageSchema } from '../../../../apps/customerpage/src/app.module.js';
import { Customerpage } from '../../../../apps/customerpage/src/customerpages/customerpage.entity.js';
import { CustomerpagesChanges } from '../../../../apps/customerpage/src/customerpages/customerpages.changes.js';
import { CustomerpagesFreshness } from '../../../../apps/customerpage/src/customerpages/customerpages.freshness.js';
import { CustomerpagesFeed } from '../../../../apps/customerpage/src/customerpages/customerpages.feed.js';
import { CustomerpagesProjection } from '../../../../apps/customerpage/src/customerpages/customerpages.projection.js';
import { CustomerpagesService } from '../../../../apps/customerpage/src/customerpages/customerpages.service.js';
import { schema as deliverySchema } from '../../../../apps/delivery/src/app.module.js';
import { CancelDelivery } from '../../../../apps/delivery/src/deliveries/delivery.dto.js';
import { DeliveriesController } from '../../../../apps/delivery/src/deliveries/deliveries.controller.js';
import { DeliveriesService } from '../../../../apps/delivery/src/deliveries/deliveries.service.js';
import { DeliveriesSweeper } from '../../../../apps/delivery/src/deliveries/deliveries.sweeper.js';
import { RecordHandover, RecordReturn } from '../../../../apps/delivery/src/deliveries/handover.dto.js';
import { HandoversController } from '../../../../apps/delivery/src/deliveries/handovers.controller.js';
import { HandoversService } from '../../../../apps/delivery/src/deliveries/handovers.service.js';
import { schema as orderSchema } from '../../../../apps/order/src/app.module.js';
import { PaymentConfig } from '../../../../apps/payment/src/app.config.js';
import { schema as paymentSchema } from '../../../../apps/payment/src/app.module.js';
import { AdjustPayment, VoidAdjustment } from '../../../../apps/payment/src/payments/adjustment.dto.js';
import { AdjustmentsController } from '../../../../apps/payment/src/payments/adjustments.controller.js';
import { AdjustmentsQueries as PaymentAdjustmentsQueries } from '../../../../apps/payment/src/payments/adjustments.queries.js';
import { AdjustmentsSaga } from '../../../../apps/payment/src/payments/adjustments.saga.js';
import { AdjustmentsService } from '../../../../apps/payment/src/payments/adjustments.service.js';
import { DeliveryClient } from '../../../../apps/payment/src/payments/delivery.client.js';
import { PaymentCancellation } from '../../../../apps/payment/src/payments/payment-cancellation.entity.js';
import { CancelPayment, PayOrder } from '../../../../apps/payment/src/payments/payment.dto.js';
import { Payment } from '../../../../apps/payment/src/payments/payment.entity.js';
import { PaymentsController } from '../../../../apps/payment/src/payments/payments.controller.js';
import { PaymentsQueries } from '../../../../apps/payment/src/payments/payments.queries.js';
import { PaymentsSaga } from '../../../../apps/payment/src/payments/payments.saga.js';
import { PaymentsService } from '../../../../apps/payment/src/payments/payments.service.js';
import { RefundsSaga } from '../../../../apps/payment/src/payments/refunds.saga.js';
import { RefundsSweeper } from '../../../../apps/payment/src/payments/refunds.sweeper.js';
import { RefundsService } from '../../../../apps/payment/src/payments/refunds.service.js';
import { SERVICES, type ServiceName } from '../../../verify/src/options.ts';
import { BankProvider } from './bank.js';
import { startOrder } from './order-process.js';
import type { Handler } from './network.js';
import { deliveryConfig } from './rentals.js';
import { OPERATOR, plumbingOf, REPLY, unserved, validated } from './plumbing.js';
import type { Birth } from './world.js';

export { SERVICES, type ServiceName };

export const SCHEMAS: Readonly<Record<ServiceName, Schema>> = {
  order: orderSchema,
  payment: paymentSchema,
  delivery: deliverySchema,
  customerpage: customerpageSchema,
};

const SERVICE = new Principal('service', new Set(['service']));

/** Constructs each service's own classes as its module does, and starts it. */
export const START: Readonly<Record<ServiceName, (birth: Birth) => Handler>> = {
  order: startOrder,

  payment: (birth) => {
    const { who, database, bank } = birth;
    const plumbing = plumbingOf(birth);
    const { unitOfWork, outbox, reader } = plumbing;
    const provider = new BankProvider(bank, who);
    const queries = new PaymentsQueries(
      database.repository(Payment, who),
      database.repository(PaymentCancellation, who),
      provider,
      reader,
    );
    const service = new PaymentsService(unitOfWork, outbox);
    const refunds = new RefundsSaga(new RefundsService(unitOfWork, outbox), provider, reader);
    const saga = new PaymentsSaga(service, queries, provider, new DeliveryClient(new PaymentConfig()), refunds);
    const controller = new PaymentsController(saga, queries);
    const adjustmentsQueries = new PaymentAdjustmentsQueries(reader);
    const adjustmentsService = new AdjustmentsService(unitOfWork, outbox);
    const adjustments = new AdjustmentsController(
      new AdjustmentsSaga(adjustmentsService, adjustmentsQueries, provider, saga, refunds),
      adjustmentsQueries,
    );
    new RefundsSweeper(refunds, unitOfWork, reader).onApplicationBootstrap();
    plumbing.start();
    return async (request) => {
      const { method, path, key = '', body } = request;
      const orderId = /^\/payments\/search\/findByOrderId\?orderId=(\d+)$/.exec(path)?.[1];
      if (method === 'GET' && orderId) {
        return { status: 200, body: await controller.findByOrder({ orderId: Number(orderId) }, SERVICE) };
      }
      const adjusted = /^\/paymentAdjustments\/search\/findByOrderId\?orderId=(\d+)$/.exec(path)?.[1];
      if (adjusted) {
        return { status: 200, body: await adjustments.findByOrder({ orderId: Number(adjusted) }, SERVICE) };
      }
      if (path === '/paymentAdjustments') {
        return { status: 201, body: await adjustments.adjust(await validated(AdjustPayment, body), key, REPLY) };
      }
      if (path === '/paymentAdjustmentCancellations') {
        return { status: 201, body: await adjustments.void(await validated(VoidAdjustment, body), REPLY) };
      }
      if (path === '/payments') {
        return { status: 201, body: await controller.pay(await validated(PayOrder, body), key, REPLY) };
      }
      if (path === '/paymentCancellations') {
        return { status: 201, body: await controller.cancel(await validated(CancelPayment, body), key, REPLY) };
      }
      return unserved(request);
    };
  },

  delivery: (birth) => {
    const plumbing = plumbingOf(birth);
    const { unitOfWork, outbox, reader } = plumbing;
    const service = new DeliveriesService(unitOfWork, outbox, deliveryConfig());
    const controller = new DeliveriesController(service, undefined as never);
    const handovers = new HandoversController(new HandoversService(unitOfWork, outbox, reader));
    new DeliveriesSweeper(service, reader).onApplicationBootstrap();
    plumbing.start(controller);
    return async (request) => {
      const { path, key = '', body } = request;
      const [, id, step] = /^\/deliveries\/(\d+)\/(\w+)$/.exec(path) ?? [];
      if (step === 'ship') return { status: 200, body: await controller.ship(Number(id), OPERATOR) };
      if (step === 'handover') {
        const record = await validated(RecordHandover, body);
        return { status: 200, body: await handovers.handOver(Number(id), record, OPERATOR) };
      }
      if (step === 'return') {
        const record = await validated(RecordReturn, body);
        return { status: 200, body: await handovers.takeBack(Number(id), record, OPERATOR) };
      }
      if (path !== '/cancellations') return unserved(request);
      return { status: 201, body: await controller.cancel(await validated(CancelDelivery, body), key, REPLY) };
    };
  },

  customerpage: (birth) => {
    const plumbing = plumbingOf(birth);
    const repository = birth.database.repository(Customerpage, birth.who);
    const freshness = new CustomerpagesFreshness(birth.topic.logOf(birth.who), new Metrics('customerpage'));
    const feed = new CustomerpagesFeed(new CustomerpagesChanges(plumbing.reader, repository), freshness);
    plumbing.start(new CustomerpagesProjection(new CustomerpagesService(feed)));
    return async (request) => unserved(request);
  },
};

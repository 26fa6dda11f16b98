import { DomainError } from '@carshare/service-kit';

export class Declined extends DomainError {
  constructor(reason: string) {
    super('payment.declined', 402, reason);
  }
}

/** Prevents an approval without a charge. */
export class AmountMissing extends DomainError {
  constructor(orderId: number) {
    super(
      'payment.amount_missing',
      400,
      `The amount of order ${orderId} is missing. Nothing was charged: send amount.`,
    );
  }
}

export class PaymentVoided extends DomainError {
  constructor(orderId: number) {
    super('payment.voided', 409, `Order ${orderId} was abandoned and can no longer be paid. Place a new order.`);
  }
}

export class PaymentNotFound extends DomainError {
  constructor(id: number) {
    super('payment.not_found', 404, `There is no payment ${id}.`);
  }
}

export class CancellationNotFound extends DomainError {
  constructor(id: number) {
    super('payment_cancellation.not_found', 404, `There is no payment cancellation ${id}.`);
  }
}

export class DeliveryUnavailable extends DomainError {
  constructor() {
    super(
      'delivery.unavailable',
      503,
      'The delivery service does not answer. The delivery is not cancelled and no money was returned. Try again.',
      { retryAfter: 2 },
    );
  }
}

/** Delivery refused the cancellation, because the customer has or had the car. */
export class PaymentHandedOver extends DomainError {
  constructor(orderId: number) {
    super(
      'payment.handed_over',
      409,
      `The car of order ${orderId} was handed over, so its payment cannot be cancelled. No money was returned.`,
    );
  }
}

/** The provider did not answer, so the outcome of the request is unknown. */
export class ProviderUnknown extends DomainError {
  constructor() {
    super('payment.unknown', 503, 'The payment provider has not answered. Read the payment before you try again.', {
      retryAfter: 5,
    });
  }
}

/** The body was not signed with the endpoint's secret, or too long ago. */
export class WebhookRefused extends DomainError {
  constructor() {
    super(
      'webhook.refused',
      400,
      'The webhook signature is invalid or expired. Check STRIPE_WEBHOOK_SECRET and the clock.',
    );
  }
}

export class WebhookNotConfigured extends DomainError {
  constructor() {
    super('webhook.not_configured', 404, 'Stripe webhooks are disabled: PAYMENT_PROVIDER is not stripe.');
  }
}

/** The amount cannot be paid in its currency. */
export class AmountInvalid extends DomainError {
  constructor(fault: string) {
    super('payment.amount_invalid', 400, fault);
  }
}

/** A cancellation cannot keep more than was charged. */
export class FeeTooHigh extends DomainError {
  constructor(orderId: number) {
    super('payment.fee_too_high', 409, `The fee is more than the charge of order ${orderId}. Nothing was refunded.`);
  }
}

export class DecisionNotFound extends DomainError {
  constructor(id: number) {
    super('decision.not_found', 404, `There is no open decision ${id}.`);
  }
}

export class DecisionNotRetriable extends DomainError {
  constructor(id: number, why: string) {
    super('decision.not_retriable', 409, `Decision ${id} cannot be retried: ${why}`);
  }
}

import { DomainError } from '@carshare/service-kit';

/** Adjustments change what an order paid: there must be a payment, and it must not be cancelled. */
export class NotCharged extends DomainError {
  constructor(orderId: number) {
    super(
      'payment.not_charged',
      409,
      `Order ${orderId} holds no approved payment, so nothing can be charged or refunded.`,
    );
  }
}

/** The number was voided, and its charge can no longer be made. */
export class AdjustmentVoided extends DomainError {
  constructor(orderId: number, number: number) {
    super(
      'payment.voided',
      409,
      `Adjustment ${number} of order ${orderId} was voided and can no longer be charged. Use the next number.`,
    );
  }
}

export class RefundTooHigh extends DomainError {
  constructor(orderId: number) {
    super(
      'payment.refund_too_high',
      409,
      `The refund is more than the charges of order ${orderId} still hold. Nothing was refunded.`,
    );
  }
}

/** A refund is not taken back: it holds no money of the customer. */
export class RefundNotVoidable extends DomainError {
  constructor(orderId: number, number: number) {
    super(
      'payment.refund_not_voidable',
      409,
      `Adjustment ${number} of order ${orderId} is a refund and cannot be voided. It is driven until it succeeds.`,
    );
  }
}

export class AdjustmentNotFound extends DomainError {
  constructor(id: number) {
    super('payment_adjustment.not_found', 404, `There is no payment adjustment ${id}.`);
  }
}

import { columnsOf, DEFAULT_CURRENCY, Money, moneyIn } from '@carshare/events';
import { bigint, instant } from '@carshare/persistence';
import { fingerprint } from '@carshare/service-kit';
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { FeeTooHigh } from './payment.errors.js';
import type { ChargeToReturn } from './refund.entity.js';

/** `OrderApproved` holds money, `PaymentCancelled` gave it back; `Declined` and `Voided` never held any and are not shown. */
export type PaymentStatus = 'OrderApproved' | 'PaymentCancelled' | 'Declined' | 'Voided';

/** What a payment is made from: what a request asked for, in the form that its fingerprint is taken of. */
export interface AskedPayment {
  orderId: number;
  productId: string;
  qty: number;
  /** In major units of the currency. */
  amount?: number;
  currency: string;
  customerId: string;
  /** The period and the vehicle of a booking. */
  from?: string;
  to?: string;
  vehicleId?: number;
}

/** The one payment of an order, or the record that there was and will be none. */
@Entity('payments')
export class Payment {
  @PrimaryGeneratedColumn() id: number;
  @Column({ name: 'order_id', type: 'integer' }) orderId: number;
  @Column({ name: 'product_id' }) productId: string;
  @Column({ type: 'integer' }) qty: number;
  /** 0 where the request named no amount. */
  @Column({ name: 'amount_minor', ...bigint, nullable: true }) minorUnits: number | null;
  @Column({ name: 'amount', ...bigint }) hundredths: number;
  @Column() currency: string;
  @Column({ name: 'customer_id' }) customerId: string;
  @Column({ type: 'varchar' }) status: PaymentStatus;
  /** The provider's name for the charge. */
  @Column({ type: 'varchar', nullable: true }) reference: string | null;
  /** Why the provider declined. */
  @Column({ type: 'varchar', nullable: true }) reason: string | null;
  /** What a cancellation keeps of the amount; 0 before, and where all of it is refunded. */
  @Column({ name: 'fee_minor', ...bigint }) feeMinorUnits: number;
  /** How many adjustments the order has. Each raises the version, so that none is overlooked by a cancellation. */
  @Column({ type: 'integer' }) adjustments: number;
  /** What the further charges hold, in minor units. */
  @Column({ name: 'further_minor', ...bigint }) furtherMinorUnits: number;
  /** Of a booking: its period and its vehicle, which `Paid` contains. */
  @Column({ name: 'starts_at', ...instant, nullable: true }) startsAt: Date | null;
  @Column({ name: 'ends_at', ...instant, nullable: true }) endsAt: Date | null;
  @Column({ name: 'vehicle_id', type: 'integer', nullable: true }) vehicleId: number | null;
  @Column({ name: 'request_hash' }) requestHash: string;
  /** Null where no payment was asked for. */
  @Column({ name: 'idempotency_key', type: 'varchar', nullable: true }) idempotencyKey: string | null;
  @Column({ name: 'created_at', ...instant }) createdAt: Date;
  @Column({ name: 'updated_at', ...instant }) updatedAt: Date;
  @Column({ type: 'integer' }) version: number;

  static approve(request: AskedPayment, reference: string, idempotencyKey: string): Payment {
    return Payment.of(request, 'OrderApproved', { reference, idempotencyKey });
  }

  static decline(request: AskedPayment, reason: string, idempotencyKey: string): Payment {
    return Payment.of(request, 'Declined', { reason: reason.slice(0, 255), idempotencyKey });
  }

  /** Prevents a payment that arrives after its order was abandoned: the order's row is taken. */
  static void(order: { orderId: number; productId: string; qty: number }): Payment {
    return Payment.of({ ...order, amount: 0, currency: DEFAULT_CURRENCY, customerId: '' }, 'Voided', {});
  }

  get amount(): Money {
    return moneyIn(this);
  }

  /** All that was charged for the order: the first charge and the further ones. */
  get charged(): Money {
    return this.amount.plus(Money.ofMinorUnits(this.furtherMinorUnits, this.currency));
  }

  /** Whether a cancellation keeps a part of the charge. */
  get keepsFee(): boolean {
    return this.feeMinorUnits > 0;
  }

  /** What a refund returns: the charge without the fee. Never more than the charge. */
  get refundable(): Money {
    return this.amount.minus(Money.ofMinorUnits(this.feeMinorUnits, this.currency));
  }

  /** What of the charge a refund of this payment returns. */
  get charge(): ChargeToReturn {
    const { orderId, reference, refundable, keepsFee } = this;
    return { orderId, reference: reference ?? '', amount: refundable, isPartial: keepsFee };
  }

  /**
   * Keeps a part of what was charged when the rest is refunded. It is decided once, with the first cancellation.
   * @param most what the charges of the order still hold
   * @throws {FeeTooHigh} when it is more than that
   */
  keep(fee: Money, most = this.amount): 'kept' | 'unchanged' {
    if (this.status !== 'OrderApproved' || fee.minorUnits === this.feeMinorUnits) return 'unchanged';
    if (fee.minorUnits > most.minorUnits) throw new FeeTooHigh(this.orderId);
    this.feeMinorUnits = fee.minorUnits;
    return 'kept';
  }

  /** An adjustment begins. */
  adjust(now = new Date()): void {
    this.adjustments += 1;
    this.updatedAt = now;
  }

  /** A further charge is made, or returned because its number was voided. @param sign 1 or -1 */
  addCharge({ minorUnits }: Money, sign: 1 | -1, now = new Date()): void {
    this.furtherMinorUnits += sign * minorUnits;
    this.updatedAt = now;
  }

  /** The money is returned: `OrderApproved → PaymentCancelled`. A payment in another status holds none and stays as it is. */
  cancel(now = new Date()): 'cancelled' | 'unchanged' {
    if (this.status !== 'OrderApproved') return 'unchanged';
    this.status = 'PaymentCancelled';
    this.updatedAt = now;
    return 'cancelled';
  }

  private static of(request: AskedPayment, status: PaymentStatus, more: Partial<Payment>): Payment {
    const now = new Date();
    return Object.assign(new Payment(), {
      orderId: request.orderId,
      productId: request.productId,
      qty: request.qty,
      ...columnsOf(Money.of(request.amount ?? 0, request.currency)),
      customerId: request.customerId,
      status,
      reference: null,
      reason: null,
      feeMinorUnits: 0,
      adjustments: 0,
      furtherMinorUnits: 0,
      startsAt: request.from === undefined ? null : new Date(request.from),
      endsAt: request.to === undefined ? null : new Date(request.to),
      vehicleId: request.vehicleId ?? null,
      requestHash: fingerprint(request),
      idempotencyKey: null,
      createdAt: now,
      updatedAt: now,
      version: 1,
      ...more,
    });
  }
}

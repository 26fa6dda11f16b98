import { Money } from '@carshare/events';
import { bigint, instant } from '@carshare/persistence';
import { fingerprint } from '@carshare/service-kit';
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

export const ADJUSTMENT_KINDS = ['charge', 'refund'] as const;
export type AdjustmentKind = (typeof ADJUSTMENT_KINDS)[number];
export const ADJUSTMENT_REASONS = ['extension', 'settlement'] as const;
export const ADJUSTMENT_STATUSES = ['Pending', 'Succeeded', 'Declined', 'Voided'] as const;
export type AdjustmentStatus = (typeof ADJUSTMENT_STATUSES)[number];

/** What an adjustment is made from, in the form that its fingerprint is taken of. */
export interface AskedAdjustment {
  orderId: number;
  number: number;
  kind: AdjustmentKind;
  /** In major units of the currency. */
  amount: number;
  currency: string;
  reason: string;
  customerId: string;
}

/** The outcome of a transition that the adjustment's status does not allow: nothing is to be stored. */
type Unchanged = 'unchanged';

/**
 * A charge or a refund of an order beside its first charge. It is stored before the provider is called, so that a cancellation of the
 * order finds it. It changes by guarded transitions alone, and each returns what happened:
 *
 * | transition | from                              | to        | outcome     |
 * | ---------- | --------------------------------- | --------- | ----------- |
 * | `succeed`  | Pending                           | Succeeded | `succeeded` |
 * | `decline`  | Pending charge                    | Declined  | `declined`  |
 * | `void`     | Pending charge, Succeeded charge  | Voided    | `voided`    |
 *
 * From every other status the outcome is `unchanged`. Declined and Voided hold no money.
 */
@Entity('payment_adjustments')
export class PaymentAdjustment {
  @PrimaryGeneratedColumn() id: number;
  @Column({ name: 'order_id', type: 'integer' }) orderId: number;
  /** Unique with the order, from 1. */
  @Column({ type: 'integer' }) number: number;
  @Column({ type: 'varchar' }) kind: AdjustmentKind;
  @Column({ name: 'amount_minor', ...bigint }) minorUnits: number;
  @Column() currency: string;
  /** Empty for a number that was voided before it was asked for, as is the customer. */
  @Column() reason: string;
  @Column({ name: 'customer_id' }) customerId: string;
  @Column({ type: 'varchar' }) status: AdjustmentStatus;
  /** The provider's name for the charge. */
  @Column({ type: 'varchar', nullable: true }) reference: string | null;
  @Column({ name: 'decline_reason', type: 'varchar', nullable: true }) declineReason: string | null;
  @Column({ name: 'request_hash' }) requestHash: string;
  /** Null for a number that was voided before it was asked for. */
  @Column({ name: 'idempotency_key', type: 'varchar', nullable: true }) idempotencyKey: string | null;
  @Column({ name: 'created_at', ...instant }) createdAt: Date;
  @Column({ name: 'updated_at', ...instant }) updatedAt: Date;
  @Column({ type: 'integer' }) version: number;

  static begin(request: AskedAdjustment, idempotencyKey: string): PaymentAdjustment {
    return PaymentAdjustment.of(request, 'Pending', idempotencyKey);
  }

  /** Prevents a charge that arrives after its number was voided: the number's row is taken. @param currency the order's */
  static voided(orderId: number, number: number, currency: string): PaymentAdjustment {
    const nothing = { kind: 'charge', amount: 0, currency, reason: '', customerId: '' } as const;
    return PaymentAdjustment.of({ orderId, number, ...nothing }, 'Voided', null);
  }

  get amount(): Money {
    return Money.ofMinorUnits(this.minorUnits, this.currency);
  }

  /** The key of its charge in the ledger. */
  get entryKey(): string {
    return `adjust-${this.number}`;
  }

  /** Keeps the provider's charge before it is confirmed; the first one stays. */
  remember(reference: string): 'remembered' | Unchanged {
    if (this.reference !== null) return 'unchanged';
    this.reference = reference;
    return 'remembered';
  }

  /** @param reference the provider's id of the charge; null for a refund */
  succeed(reference: string | null, now = new Date()): 'succeeded' | Unchanged {
    if (this.status !== 'Pending') return 'unchanged';
    this.become('Succeeded', now);
    this.reference = reference;
    return 'succeeded';
  }

  /** @param reason cut to 255 characters */
  decline(reason: string, now = new Date()): 'declined' | Unchanged {
    if (this.status !== 'Pending' || this.kind !== 'charge') return 'unchanged';
    this.become('Declined', now);
    this.declineReason = reason.slice(0, 255);
    return 'declined';
  }

  void(now = new Date()): 'voided' | Unchanged {
    const isOpen = this.status === 'Pending' || this.status === 'Succeeded';
    if (!isOpen || this.kind !== 'charge') return 'unchanged';
    this.become('Voided', now);
    return 'voided';
  }

  private become(status: AdjustmentStatus, now: Date): void {
    this.status = status;
    this.updatedAt = now;
  }

  private static of(
    request: AskedAdjustment,
    status: AdjustmentStatus,
    idempotencyKey: string | null,
  ): PaymentAdjustment {
    const { orderId, number, kind, amount, currency, reason, customerId } = request;
    const now = new Date();
    return Object.assign(new PaymentAdjustment(), {
      orderId,
      number,
      kind,
      minorUnits: Money.of(amount, currency).minorUnits,
      currency,
      reason,
      customerId,
      status,
      reference: null,
      declineReason: null,
      requestHash: fingerprint(request),
      idempotencyKey,
      createdAt: now,
      updatedAt: now,
      version: 1,
    });
  }
}

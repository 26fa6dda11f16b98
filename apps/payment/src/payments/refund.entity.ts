import { columnsOf, moneyIn, type Money } from '@carshare/events';
import { bigint, instant } from '@carshare/persistence';
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** `Requested` and `Pending` wait for the provider, `Refused` for another try or an operator; the others are final. */
export type RefundStatus = 'Requested' | 'Pending' | 'Refused' | 'Succeeded' | 'Resolved';

const BACKOFF_MS = 60_000;
const BACKOFF_MAX_MS = 6 * 3_600_000;
/** How long a request may drive the refund before the sweeper takes it, in milliseconds; above the longest step. */
const PATIENCE_MS = 20_000;
/** A refund that is pending for longer is shown to the operator, in milliseconds. */
const PENDING_LONG_MS = 24 * 3_600_000;

/** The outcome of a transition that the refund's status does not allow: nothing is to be stored. */
type Unchanged = 'unchanged';

/** The charge that is to be returned. */
export interface ChargeToReturn {
  orderId: number;
  /** The provider's id of the charge. */
  reference: string;
  /** What is to be returned. */
  amount: Money;
  /** Whether the shop keeps a part of the charge; all that is left of it is returned otherwise. */
  isPartial?: boolean;
  /** What it is returned for: the number of an adjustment, or 0, the default, for the cancellation. */
  adjustment?: number;
  /** Which charge of the order it is: the number of an adjustment, or 0, the default, for the first one. */
  charge?: number;
}

/**
 * A refund that the provider did not settle in its first answer; one that it did settle is in the ledger alone.
 * `Requested | Pending | Refused` are open and change by `wait`, `refuse`, `retryNow` and `end`. `Succeeded | Resolved` are
 * final, except that `reverse` opens a refund that came back.
 */
@Entity('refunds')
export class Refund {
  @PrimaryGeneratedColumn() id: number;
  @Column({ name: 'order_id', type: 'integer' }) orderId: number;
  @Column() reference: string;
  /** 1 when it returns a second charge of the order, which the order knows nothing of. */
  @Column({ name: 'is_duplicate', type: 'integer' }) isDuplicate: number;
  /** What it is made for: the number of an adjustment, 0 for the cancellation. Unique with the reference. */
  @Column({ type: 'integer' }) adjustment: number;
  /** The charge that it returns: the number of an adjustment, 0 for the order's first one. */
  @Column({ type: 'integer' }) charge: number;
  /** 1 when the shop keeps a part of the charge. */
  @Column({ name: 'keeps_fee', type: 'integer' }) keepsFee: number;
  /** What is to be returned. */
  @Column({ name: 'amount_minor', ...bigint, nullable: true }) minorUnits: number | null;
  @Column({ name: 'amount', ...bigint }) hundredths: number;
  @Column() currency: string;
  @Column({ type: 'varchar' }) status: RefundStatus;
  /** The provider's id of the refund that is pending. */
  @Column({ name: 'provider_id', type: 'varchar', nullable: true }) providerId: string | null;
  @Column({ type: 'varchar', nullable: true }) reason: string | null;
  /** Refunds that the provider refused: part of the next one's idempotency key, since a provider repeats its first answer to a key. */
  @Column({ type: 'integer' }) attempts: number;
  @Column({ name: 'due_at', ...instant, nullable: true }) dueAt: Date | null;
  @Column({ name: 'created_at', ...instant }) createdAt: Date;
  @Column({ name: 'updated_at', ...instant }) updatedAt: Date;
  @Column({ type: 'integer' }) version: number;

  static of(charge: ChargeToReturn, isDuplicate = false, now = new Date()): Refund {
    return Object.assign(new Refund(), {
      orderId: charge.orderId,
      reference: charge.reference,
      isDuplicate: isDuplicate ? 1 : 0,
      adjustment: charge.adjustment ?? 0,
      charge: charge.charge ?? 0,
      keepsFee: charge.isPartial ? 1 : 0,
      ...columnsOf(charge.amount),
      status: 'Requested' as const,
      providerId: null,
      reason: null,
      attempts: 0,
      dueAt: new Date(now.getTime() + PATIENCE_MS),
      createdAt: now,
      updatedAt: now,
      version: 1,
    });
  }

  get amount(): Money {
    return moneyIn(this);
  }

  get isOpen(): boolean {
    return this.status === 'Requested' || this.status === 'Pending' || this.status === 'Refused';
  }

  /** Its key in the ledger, and part of the provider's: empty for the refund of the first charge by the cancellation. */
  get entryKey(): string {
    const { adjustment, charge } = this;
    return adjustment === 0 && charge === 0 ? '' : `${adjustment}-${charge}`;
  }

  isDue(now = new Date()): boolean {
    return this.isOpen && this.dueAt !== null && this.dueAt <= now;
  }

  /** Whether the bank takes so long that a person should look. */
  isLate(now = new Date()): boolean {
    return this.status === 'Pending' && now.getTime() - this.createdAt.getTime() > PENDING_LONG_MS;
  }

  /** The provider has accepted it, and it is not known yet whether the money arrives. */
  wait(providerId: string, reason: string | null, now = new Date()): 'waiting' | Unchanged {
    if (!this.isOpen) return 'unchanged';
    const checks = this.status === 'Pending' ? (now.getTime() - this.updatedAt.getTime()) * 2 : BACKOFF_MS;
    if (this.status !== 'Pending') this.updatedAt = now;
    this.status = 'Pending';
    this.providerId = providerId;
    this.reason = reason;
    this.dueAt = new Date(now.getTime() + Math.min(Math.max(checks, BACKOFF_MS), BACKOFF_MAX_MS));
    return 'waiting';
  }

  /** The provider refused it: another attempt is due, later each time. @param reason cut to 255 characters */
  refuse(reason: string, now = new Date()): 'refused' | Unchanged {
    if (!this.isOpen) return 'unchanged';
    this.becomeRefused(reason, now);
    return 'refused';
  }

  /** A refund that had succeeded came back: the customer is still to be paid. @param reason cut to 255 characters */
  reverse(reason: string, now = new Date()): 'reversed' | Unchanged {
    if (this.isOpen) return 'unchanged';
    this.becomeRefused(reason, now);
    return 'reversed';
  }

  /** Makes the next attempt due now. */
  retryNow(now = new Date()): 'due' | Unchanged {
    if (!this.isOpen) return 'unchanged';
    this.dueAt = now;
    return 'due';
  }

  end(status: 'Succeeded' | 'Resolved', now = new Date()): 'ended' | Unchanged {
    if (!this.isOpen) return 'unchanged';
    this.status = status;
    this.dueAt = null;
    this.updatedAt = now;
    return 'ended';
  }

  private becomeRefused(reason: string, now: Date): void {
    this.status = 'Refused';
    this.providerId = null;
    this.reason = reason.slice(0, 255);
    this.dueAt = new Date(now.getTime() + Math.min(BACKOFF_MAX_MS, BACKOFF_MS * 2 ** Math.min(this.attempts, 10)));
    this.attempts += 1;
    this.updatedAt = now;
  }
}

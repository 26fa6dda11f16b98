import { Money } from '@carshare/events';
import { bigint, instant } from '@carshare/persistence';
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

export type AdjustmentReason = 'extension' | 'settlement';
export type AdjustmentKind = 'charge' | 'refund';
/** `Withdrawn` and `Voided` hold no money; that payment has confirmed it is known of `Voided` only. */
export type AdjustmentStatus = 'Pending' | 'Succeeded' | 'Declined' | 'Withdrawn' | 'Voided';

/** The outcome of a transition that the state does not allow: nothing is to be stored or published. */
type Unchanged = 'unchanged';

/** How long a request may drive the adjustment before the sweeper takes it over, in milliseconds; above the deadline of the client. */
const PATIENCE_MS = 8_000;
const BACKOFF_MAX_MS = 60_000;

/** What both kinds of adjustment need. */
interface NewAdjustment {
  orderId: number;
  /** The next one of the order. */
  number: number;
  amount: Money;
  paymentMethod: string | null;
  traceId?: string | undefined;
}

export interface NewExtension extends NewAdjustment {
  from: Date;
  to: Date;
  /** What the booking costs with the extension. */
  total: Money;
  idempotencyKey: string | undefined;
  requestHash: string | undefined;
}

/**
 * Money that is charged or refunded beside the first charge of an order, under a number of its own. Payment receives the number as part
 * of the key, so a repeated request has no second effect. Each transition returns what happened:
 *
 * | transition    | from      | to                    | outcome     |
 * | ------------- | --------- | --------------------- | ----------- |
 * | `succeed`     | Pending   | Succeeded             | `succeeded` |
 * | `decline`     | Pending   | Declined              | `declined`  |
 * | `forgo`       | Pending   | Voided                | `voided`    |
 * | `withdraw`    | Pending   | Withdrawn, due        | `withdrawn` |
 * | `confirmVoid` | Withdrawn | Voided                | `voided`    |
 * | `oweVoid`     | Voided    | Withdrawn, due        | `void-due`  |
 * | `postpone`    | any, due  | the same, due later   | `postponed` |
 * | `resume`      | Pending   | the same, due later   | `resumed`   |
 *
 * From every other state the outcome is `unchanged`.
 */
@Entity('adjustments')
export class Adjustment {
  @PrimaryGeneratedColumn() id: number;
  @Column({ name: 'order_id', type: 'integer' }) orderId: number;
  @Column({ type: 'integer' }) number: number;
  @Column({ type: 'varchar' }) reason: AdjustmentReason;
  @Column({ type: 'varchar' }) kind: AdjustmentKind;
  @Column({ type: 'varchar' }) status: AdjustmentStatus;
  @Column({ name: 'amount_minor', ...bigint }) minorUnits: number;
  @Column() currency: string;
  @Column({ name: 'payment_method', type: 'varchar', nullable: true }) paymentMethod: string | null;
  /** The provider's reason for a declined charge; a repeated request gets the same answer. */
  @Column({ name: 'refusal_reason', type: 'varchar', nullable: true }) refusalReason: string | null;
  /** Of an extension: the end before it, as are the next two. */
  @Column({ name: 'from_end', ...instant, nullable: true }) from: Date | null;
  @Column({ name: 'to_end', ...instant, nullable: true }) to: Date | null;
  @Column({ name: 'total_minor', ...bigint, nullable: true }) totalMinorUnits: number | null;
  /** The order while its extension is Pending; unique, so an order has one open extension at most. */
  @Column({ name: 'open_order_id', type: 'integer', nullable: true }) openOrderId: number | null;
  @Column({ name: 'idempotency_key', type: 'varchar', nullable: true }) idempotencyKey: string | null;
  @Column({ name: 'request_hash', type: 'varchar', nullable: true }) requestHash: string | null;
  @Column({ name: 'trace_id', type: 'varchar', nullable: true }) traceId: string | null;
  @Column({ name: 'created_at', ...instant }) createdAt: Date;
  @Column({ name: 'updated_at', ...instant }) updatedAt: Date;
  /** When the sweeper takes the next step; null while no step is due. */
  @Column({ name: 'due_at', ...instant, nullable: true }) dueAt: Date | null;
  @Column({ type: 'integer' }) attempts: number;
  @Column({ type: 'integer' }) version: number;

  static ofExtension(extension: NewExtension, now = new Date()): Adjustment {
    const { from, to, total, idempotencyKey, requestHash, orderId } = extension;
    return Object.assign(new Adjustment(), {
      ...pending(extension, now),
      reason: 'extension' as const,
      kind: 'charge' as const,
      from,
      to,
      totalMinorUnits: total.minorUnits,
      openOrderId: orderId,
      idempotencyKey: idempotencyKey ?? null,
      requestHash: requestHash ?? null,
      dueAt: new Date(now.getTime() + PATIENCE_MS),
    });
  }

  /** @param settlement with a negative amount for a refund */
  static ofSettlement(settlement: NewAdjustment, now = new Date()): Adjustment {
    const { minorUnits, currency } = settlement.amount;
    const amount = Money.ofMinorUnits(Math.abs(minorUnits), currency);
    return Object.assign(new Adjustment(), {
      ...pending({ ...settlement, amount }, now),
      reason: 'settlement' as const,
      kind: minorUnits < 0 ? ('refund' as const) : ('charge' as const),
      from: null,
      to: null,
      totalMinorUnits: null,
      openOrderId: null,
      idempotencyKey: null,
      requestHash: null,
      dueAt: now,
    });
  }

  /** Above 0, also of a refund. */
  get amount(): Money {
    return Money.ofMinorUnits(this.minorUnits, this.currency);
  }

  /** Of an extension: what the booking costs with it. */
  get total(): Money {
    return Money.ofMinorUnits(this.totalMinorUnits ?? this.minorUnits, this.currency);
  }

  /** The money has moved, or payment has taken over to move it. */
  succeed(now = new Date()): 'succeeded' | Unchanged {
    if (this.status !== 'Pending') return 'unchanged';
    this.end('Succeeded', now);
    return 'succeeded';
  }

  /** The charge was declined, which is final for its number. @param reason the provider's, cut to 255 characters */
  decline(reason?: string, now = new Date()): 'declined' | Unchanged {
    if (this.status !== 'Pending') return 'unchanged';
    this.end('Declined', now);
    this.refusalReason = reason?.slice(0, 255) ?? null;
    return 'declined';
  }

  /** Payment has certainly not charged and will not: nothing is left to void. The key is free for another attempt. */
  forgo(now = new Date()): 'voided' | Unchanged {
    if (this.status !== 'Pending') return 'unchanged';
    this.end('Voided', now);
    this.idempotencyKey = null;
    return 'voided';
  }

  /** It shall hold no money. Payment is asked to void it afterwards: in the other order a late charge could still take effect here. */
  withdraw(now = new Date()): 'withdrawn' | Unchanged {
    if (this.status !== 'Pending') return 'unchanged';
    this.end('Withdrawn', now);
    this.attempts = 0;
    this.dueAt = now;
    return 'withdrawn';
  }

  /** Payment has confirmed that the number holds no money and will hold none. */
  confirmVoid(now = new Date()): 'voided' | Unchanged {
    if (this.status !== 'Withdrawn') return 'unchanged';
    this.end('Voided', now);
    this.idempotencyKey = null;
    return 'voided';
  }

  /** Payment has charged although the request was refused: the money has to be returned. */
  oweVoid(now = new Date()): 'void-due' | Unchanged {
    if (this.status !== 'Voided') return 'unchanged';
    this.end('Withdrawn', now);
    this.dueAt = now;
    return 'void-due';
  }

  /** An attempt at the due step failed: the wait for the next one doubles each time, up to a minute. */
  postpone(now = new Date()): 'postponed' | Unchanged {
    if (!this.dueAt) return 'unchanged';
    this.attempts += 1;
    this.dueAt = new Date(now.getTime() + Math.min(BACKOFF_MAX_MS, 500 * 2 ** Math.min(this.attempts, 10)));
    return 'postponed';
  }

  /** Another request drives it from now. `unchanged` while a request drives it: no attempt has failed yet, and no step is due. */
  resume(now = new Date()): 'resumed' | Unchanged {
    const isDriven = this.attempts === 0 && this.dueAt !== null && this.dueAt > now;
    if (this.status !== 'Pending' || isDriven) return 'unchanged';
    this.attempts = 0;
    this.dueAt = new Date(now.getTime() + PATIENCE_MS);
    return 'resumed';
  }

  private end(status: AdjustmentStatus, now: Date): void {
    this.status = status;
    this.openOrderId = null;
    this.dueAt = null;
    this.updatedAt = now;
  }
}

function pending({ orderId, number, amount, paymentMethod, traceId }: NewAdjustment, now: Date): Partial<Adjustment> {
  return {
    orderId,
    number,
    status: 'Pending',
    minorUnits: amount.minorUnits,
    currency: amount.currency,
    paymentMethod,
    refusalReason: null,
    traceId: traceId ?? null,
    createdAt: now,
    updatedAt: now,
    attempts: 0,
    version: 1,
  };
}

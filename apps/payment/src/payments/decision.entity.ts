import { columnsOf, moneyIn, type Money } from '@carshare/events';
import { bigint, instant } from '@carshare/persistence';
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

export const DECISION_KINDS = [
  'refund_refused',
  'refund_pending',
  'refund_reversed',
  'dispute',
  'unmatched_charge',
  'external_refund',
] as const;
export type DecisionKind = (typeof DECISION_KINDS)[number];

/** Money that a person must decide about; closed by an operator, or by the event that settles it. */
@Entity('decisions')
export class Decision {
  @PrimaryGeneratedColumn() id: number;
  @Column({ type: 'varchar' }) kind: DecisionKind;
  @Column({ name: 'order_id', type: 'integer' }) orderId: number;
  /** The provider's id of the charge, or of the dispute. */
  @Column() reference: string;
  /** Of a dispute: the provider's id of the charge. */
  @Column({ name: 'charge_reference', type: 'varchar', nullable: true }) chargeReference: string | null;
  @Column({ name: 'amount_minor', ...bigint, nullable: true }) minorUnits: number | null;
  @Column({ name: 'amount', ...bigint }) hundredths: number;
  @Column() currency: string;
  @Column() reason: string;
  @Column({ name: 'opened_at', ...instant }) openedAt: Date;
  @Column({ name: 'closed_at', ...instant, nullable: true }) closedAt: Date | null;
  @Column({ type: 'varchar', nullable: true }) outcome: string | null;
  @Column({ type: 'integer' }) version: number;

  static of(about: NewDecision, now = new Date()): Decision {
    return Object.assign(new Decision(), {
      kind: about.kind,
      orderId: about.orderId,
      reference: about.reference,
      chargeReference: about.chargeReference ?? null,
      ...columnsOf(about.amount),
      reason: about.reason.slice(0, 255),
      openedAt: now,
      closedAt: null,
      outcome: null,
      version: 1,
    });
  }

  get amount(): Money {
    return moneyIn(this);
  }

  /** Opens a closed decision again; of an open one, the reason is replaced. @param reason cut to 255 characters */
  reopen(reason: string, now = new Date()): 'reopened' | 'reason-changed' | 'unchanged' {
    const kept = reason.slice(0, 255);
    if (this.closedAt === null) {
      if (this.reason === kept) return 'unchanged';
      this.reason = kept;
      return 'reason-changed';
    }
    Object.assign(this, { openedAt: now, closedAt: null, outcome: null, reason: kept });
    return 'reopened';
  }

  /** @param outcome cut to 255 characters */
  close(outcome: string, now = new Date()): 'closed' | 'unchanged' {
    if (this.closedAt !== null) return 'unchanged';
    this.closedAt = now;
    this.outcome = outcome.slice(0, 255);
    return 'closed';
  }
}

export type NewDecision = Pick<Decision, 'kind' | 'orderId' | 'reference' | 'amount' | 'reason'> &
  Partial<Pick<Decision, 'chargeReference'>>;

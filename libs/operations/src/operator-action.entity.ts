import { instant } from '@carshare/persistence';
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { storableText } from '@carshare/messaging';
import type { Principal } from '@carshare/service-kit';

/** What an operator does to events and money, to rentals, and to vehicles. */
export const OPERATOR_ACTIONS = [
  'retry',
  'discard',
  'resolve',
  'waive',
  'ship',
  'handover',
  'return',
  'move',
  'cancel',
  'block',
  'unblock',
  'set-state',
  'clear-damage',
] as const;
export type OperatorActionKind = (typeof OPERATOR_ACTIONS)[number];

/** An action of an operator, as the code that carries it out describes it. Longer texts are cut to what the table holds. */
export interface DoneAction {
  action: OperatorActionKind;
  /** What the action changed, such as `event Paid of order 17`; at most 255 characters. */
  subject: string;
  /** The order that the action concerns; absent for an action on a vehicle or on an event without an order. */
  orderId?: number | undefined;
  /** What the operator gave as the reason; at most 255 characters. */
  reason?: string | undefined;
  /** What came of it, such as `moved from vehicle 3 to vehicle 4`; at most 2,000 characters. */
  outcome: string;
}

/** The record of an operator's action: who, when, why and with which outcome. Rows are only inserted. */
@Entity('operator_actions')
export class OperatorAction {
  @PrimaryGeneratedColumn() id: number;
  @Column({ name: 'done_at', ...instant }) doneAt: Date;
  @Column() operator: string;
  @Column({ type: 'varchar' }) action: OperatorActionKind;
  @Column() subject: string;
  /** Null for an action that concerns no order, and in a row that a replica of version 0.2 wrote. */
  @Column({ name: 'order_id', type: 'integer', nullable: true }) orderId: number | null;
  /** Empty when the operator gave none. */
  @Column() reason: string;
  @Column({ type: 'text' }) outcome: string;

  static of({ customerId: operator }: Principal, done: DoneAction): OperatorAction {
    const { action, subject, orderId = null, reason = '', outcome } = done;
    return Object.assign(new OperatorAction(), {
      operator: storableText(operator, 255),
      action,
      subject: storableText(subject, 255),
      orderId,
      reason: storableText(reason, 255),
      outcome: storableText(outcome, 2000),
      doneAt: new Date(),
    });
  }
}

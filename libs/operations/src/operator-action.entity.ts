import { instant } from '@carshare/persistence';
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { storableText } from '@carshare/messaging';

/** What an operator does to events and money, to rentals, and to vehicles. */
export type OperatorActionKind =
  | ('retry' | 'discard' | 'resolve' | 'waive')
  | ('ship' | 'handover' | 'return' | 'move' | 'cancel')
  | ('block' | 'unblock' | 'set-state' | 'clear-damage');

/** The record of an operator's action: who, when, why and with which outcome. Rows are only inserted. */
@Entity('operator_actions')
export class OperatorAction {
  @PrimaryGeneratedColumn() id: number;
  @Column({ name: 'done_at', ...instant }) doneAt: Date;
  @Column() operator: string;
  @Column({ type: 'varchar' }) action: OperatorActionKind;
  /** What the action changed, such as `event Paid of order 17`. */
  @Column() subject: string;
  @Column() reason: string;
  @Column({ type: 'text' }) outcome: string;

  static of(action: Pick<OperatorAction, 'operator' | 'action' | 'subject' | 'reason' | 'outcome'>): OperatorAction {
    return Object.assign(new OperatorAction(), {
      operator: storableText(action.operator, 255),
      action: action.action,
      subject: storableText(action.subject, 255),
      reason: storableText(action.reason, 255),
      outcome: storableText(action.outcome, 2000),
      doneAt: new Date(),
    });
  }
}

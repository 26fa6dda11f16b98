import type { MailConfig } from './mail.config.js';
import type { MailedOrder } from './mailed-order.js';
import type { MailFacts } from './texts/mail-facts.js';
import type { MailKind } from './texts/mail-kind.js';

/** The planned start and end of a booking. */
export interface Period {
  from: Date;
  to: Date;
}

/** A mail that a change of state makes due. */
export interface DueMail {
  kind: MailKind;
  aboutEnd: number;
  dueAt: Date;
}

type Times = Pick<MailConfig, 'reminderMs' | 'dueSoonMs'>;

/**
 * The mails that become due with a change of state.
 * @param kind what has happened; `due_soon` stands for the hand-over
 * @param period of a booking
 */
export function mailsDueWith(
  kind: MailKind,
  { status }: Pick<MailedOrder, 'status'>,
  period: Period | undefined,
  times: Times,
  now: Date,
): DueMail[] {
  const own = { kind, aboutEnd: isRepeated(kind) ? (period?.to.getTime() ?? 0) : 0, dueAt: now };
  switch (kind) {
    case 'placed':
      return [own, ...(period ? reminder(period, times, now) : [])];
    case 'extended':
      return [own, ...(period && status === 'InUse' ? dueSoon(period, times, now) : [])];
    case 'due_soon':
      return period ? dueSoon(period, times, now) : [];
    case 'reminder':
    case 'on_its_way':
    case 'overdue':
    case 'returned':
    case 'refunded':
      return [own];
  }
}

/** Whether a mail is still true. It is decided when the mail is to be sent, from the order as it is then. */
export function isStillTrue(kind: MailKind, aboutEnd: number, order: MailFacts, now: Date): boolean {
  const { status } = order;
  const [from, to] = [order.from?.getTime() ?? 0, order.to?.getTime() ?? 0];
  switch (kind) {
    case 'placed':
      return status === 'Placed' || status === 'Shipped' || status === 'InUse';
    case 'reminder':
      return (status === 'Placed' || status === 'Shipped') && now.getTime() < from;
    case 'on_its_way':
      return status === 'Shipped';
    case 'due_soon':
      return status === 'InUse' && aboutEnd === to && now.getTime() < to;
    case 'overdue':
      return status === 'InUse' && aboutEnd === to;
    case 'extended':
      return (status === 'Placed' || status === 'Shipped' || status === 'InUse') && aboutEnd === to;
    case 'returned':
      return status === 'Completed';
    case 'refunded':
      return status === 'Cancelled';
  }
}

/** When the days begin after which the address of an order is erased; null while the customer has the car. */
export function keptFrom({ status }: Pick<MailedOrder, 'status'>, period: Period | undefined, now: Date): Date | null {
  switch (status) {
    case 'InUse':
      return null;
    case 'Pending':
    case 'Placed':
    case 'Shipped':
    case 'Cancelling':
      // Like the place of a booking. An instant order has no end: its days begin with its last change.
      return period?.to ?? now;
    case 'Returned':
    case 'Completed':
    case 'Refused':
    case 'Cancelled':
      return now;
  }
}

/** A kind that an order has once for each planned end. The others it has once. */
function isRepeated(kind: MailKind): boolean {
  return kind === 'due_soon' || kind === 'overdue' || kind === 'extended';
}

/** None for a booking at shorter notice: its confirmation has just said the same. */
function reminder({ from }: Period, { reminderMs }: Times, now: Date): DueMail[] {
  const dueAt = new Date(from.getTime() - reminderMs);
  return dueAt > now ? [{ kind: 'reminder', aboutEnd: 0, dueAt }] : [];
}

/** None when the car is handed over, or the booking extended, less than that before its end. */
function dueSoon({ to }: Period, { dueSoonMs }: Times, now: Date): DueMail[] {
  const dueAt = new Date(to.getTime() - dueSoonMs);
  return dueAt > now ? [{ kind: 'due_soon', aboutEnd: to.getTime(), dueAt }] : [];
}

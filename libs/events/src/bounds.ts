import { InvalidEvent, type EventDefinition } from './define-event.js';

/** The largest value of a 32-bit column. */
const MAX_INTEGER = 2 ** 31 - 1;
const INTEGERS = ['id', 'orderId', 'paymentId', 'qty'];
/** The lengths of the columns, in characters. */
const TEXTS: Readonly<Record<string, number>> = { productId: 64, currency: 3, customerId: 255 };

/**
 * Checks that the fields of a payload fit into the columns of every engine. SQLite has no such bounds and the servers refuse the
 * row: without this check one engine would handle an event that blocks its key on another.
 * @throws {InvalidEvent} naming every field at fault.
 */
export function requireStorable<T extends object>(event: EventDefinition<T>, data: T): T {
  const fields = data as Record<string, unknown>;
  const reasons = [
    ...INTEGERS.filter((name) => Number(fields[name] ?? 0) > MAX_INTEGER).map(
      (name) => `${name} must not be greater than ${MAX_INTEGER}`,
    ),
    ...Object.entries(TEXTS).flatMap(([name, length]) => textFault(name, fields[name], length)),
    ...(isAmount(fields['amount']) ? [] : ['amount is out of range']),
  ];
  if (reasons.length > 0) throw new InvalidEvent(`${event.type}: ${reasons.join('; ')}`);
  return data;
}

function textFault(name: string, text: unknown, length: number): string[] {
  if (typeof text !== 'string') return [];
  if (text.includes('\0') || !text.isWellFormed()) return [`${name} has characters that cannot be stored`];
  const isLonger = text.length > length && [...text].length > length;
  return isLonger ? [`${name} must not be longer than ${length} characters`] : [];
}

/** Amounts are stored in minor units, which JavaScript must be able to count exactly. */
function isAmount(amount: unknown): boolean {
  return typeof amount !== 'number' || Number.isSafeInteger(Math.round(amount * 100));
}

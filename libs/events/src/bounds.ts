import {
  IsInt,
  IsNumber,
  IsPositive,
  IsRFC3339,
  IsString,
  Max,
  Min,
  ValidateBy,
  type ValidationArguments,
} from 'class-validator';
import { isStorable } from './money.js';

/** The largest id or count: the largest value of a signed 32-bit column. */
export const MAX_ID = 2 ** 31 - 1;
/** The lengths of the text columns, in characters (Unicode code points). */
export const MAX_LENGTH = { productId: 64, currency: 3, customerId: 255, by: 16, word: 16 } as const;

/**
 * The field is an id or a count: a positive integer that fits a 32-bit column. Like `Text` and `Amount` it checks what the columns
 * of every engine can store. SQLite has no such bounds, and a server would refuse the row: without the check one engine would
 * handle an event that blocks its key on another.
 */
export function Id(): PropertyDecorator {
  return all(IsInt(), IsPositive(), Max(MAX_ID));
}

/** The field is a reading of the odometer, in whole kilometres from 0. */
export function Odometer(): PropertyDecorator {
  return all(IsInt(), Min(0), Max(MAX_ID));
}

/**
 * The field is a text that a column of the given length can store: well-formed UTF-16 without the character NUL.
 * @param maxLength in characters (Unicode code points)
 */
export function Text(maxLength: number): PropertyDecorator {
  const isStorable = ValidateBy(
    {
      name: 'isStorableText',
      constraints: [maxLength],
      validator: { validate: (value) => textFault(value, maxLength) === undefined },
    },
    { message: ({ property, value }) => `${property} ${textFault(value, maxLength) ?? ''}` },
  );
  return all(IsString(), isStorable);
}

/** The field is an amount in major units of its currency, of which JavaScript can count the minor units exactly. */
export function Amount(): PropertyDecorator {
  const isCountable = ValidateBy(
    { name: 'isCountableAmount', validator: { validate: isAmount } },
    { message: '$property is out of range' },
  );
  return all(IsNumber(), isCountable);
}

/** The field is a point in time: RFC 3339 with offset, that a `Date` can represent. */
export function Time(): PropertyDecorator {
  const isReadable = ValidateBy(
    { name: 'isReadableTime', validator: { validate: (value) => !Number.isNaN(Date.parse(String(value))) } },
    { message: '$property is not a time' },
  );
  return all(IsRFC3339(), isReadable);
}

function all(...decorators: PropertyDecorator[]): PropertyDecorator {
  return (target, property) => {
    for (const decorate of decorators) decorate(target, property);
  };
}

function textFault(text: unknown, length: number): string | undefined {
  if (typeof text !== 'string') return undefined;
  if (text.includes('\0') || !text.isWellFormed()) return 'has characters that cannot be stored';
  const isLonger = text.length > length && [...text].length > length;
  return isLonger ? `must not be longer than ${length} characters` : undefined;
}

/** Amounts are stored in minor units, which JavaScript must be able to count exactly. */
function isAmount(amount: unknown, at?: ValidationArguments): boolean {
  const { currency } = (at?.object ?? {}) as { currency?: unknown };
  return typeof amount !== 'number' || isStorable(amount, typeof currency === 'string' ? currency : undefined);
}

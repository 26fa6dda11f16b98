import type { ColumnOptions } from 'typeorm';

/** A point in time, stored as epoch milliseconds: the same in every engine, with no time zone to get wrong. */
export const instant: ColumnOptions = {
  type: 'bigint',
  transformer: {
    to: (value: Date | null | undefined) => value?.getTime() ?? null,
    from: (value: number | string | null) => (value === null ? null : new Date(Number(value))),
  },
};

/** A whole number that some drivers return as text. */
export const bigint: ColumnOptions = {
  type: 'bigint',
  transformer: {
    to: (value: number | null) => value,
    from: (value: number | string | null) => (value === null ? null : Number(value)),
  },
};

/**
 * A column that is written with its row and never updated. SQLite writes every index again that contains a column of an UPDATE, also
 * where the value stays. Declare the property `readonly`: an assignment would not be stored.
 */
export const fixed: ColumnOptions = { update: false };

import { JOINS, type RentalColumns } from './rental-columns.js';

type Joins = typeof JOINS;

/** A column of which two values are joined without looking at others. */
export type JoinedColumn = { [C in keyof Joins]: Joins[C] extends 'byOthers' ? never : C }[keyof Joins];

/** Every such column. */
export const JOINED = (Object.keys(JOINS) as (keyof Joins)[]).filter(
  (column) => JOINS[column] !== 'byOthers',
) as JoinedColumn[];

type Value = RentalColumns[JoinedColumn];

/** Whether a value takes the place of the one that is known. */
export function replaces(column: JoinedColumn, value: Value, known: Value): boolean {
  if (value === null || known === null) return value !== null;
  const join = JOINS[column];
  return join === 'lowest' ? value < known : join === 'highest' && value > known;
}

/** The lower of two values of one fact that was published twice: the same in any order of arrival. */
export function lower<T extends number | Date>(known: T | null, other: T | null): T | null {
  if (known === null || other === null) return known ?? other;
  return other < known ? other : known;
}

/**
 * The right side of an SQL `IN`, filled up to a power of two by repeating the last value, so that a handful of prepared statements
 * serves lists of every length.
 * @param values at least one
 */
export function inList<T>(values: readonly T[]): { sql: string; values: T[] } {
  const length = 2 ** Math.ceil(Math.log2(values.length));
  const last = values[values.length - 1] as T;
  return {
    sql: `(${'?, '.repeat(length - 1)}?)`,
    values: Array.from({ length }, (_, index) => (index < values.length ? (values[index] as T) : last)),
  };
}

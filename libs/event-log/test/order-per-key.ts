import { expect } from '@jest/globals';
import type { LogRecord } from '../src/shared/event-log.js';

/** Expects so many records, and the numbers of each key in ascending order. */
export function expectOrderPerKey(records: readonly LogRecord[], count: number): void {
  expect(records).toHaveLength(count);
  const last = new Map<string, number>();
  for (const { key, value } of records) {
    const { n } = JSON.parse(value) as { n: number };
    expect(n).toBeGreaterThan(last.get(key) ?? -1);
    last.set(key, n);
  }
}

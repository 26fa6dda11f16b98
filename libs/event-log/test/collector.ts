import { setTimeout as sleep } from 'node:timers/promises';
import type { WireMessage } from '@carshare/events';
import type { LogRecord, RecordHandler } from '../src/shared/event-log.js';
import type { LogLine } from '../src/shared/log-line.js';

/** For logs whose lines a test does not look at. */
export const silent: LogLine = () => undefined;

/** A handler that keeps what it is given. */
export class Collector {
  readonly records: LogRecord[] = [];
  readonly batches: number[] = [];

  readonly handler: RecordHandler = async (records) => {
    this.records.push(...records);
    this.batches.push(records.length);
  };

  reaches(count: number, limit?: number): Promise<void> {
    return until(
      () => this.records.length >= count,
      limit,
      () => `${this.records.length} of ${count} records`,
    );
  }
}

/** Messages numbered from `from` on, over `keys` keys in turn. */
export function messages(count: number, keys = 5, from = 0): WireMessage[] {
  return Array.from({ length: count }, (_, i) => ({
    key: String((from + i) % keys),
    value: JSON.stringify({ n: from + i }),
    headers: { ce_id: `id-${from + i}` },
  }));
}

export async function until(
  condition: () => boolean | Promise<boolean>,
  limit = 60_000,
  state = () => '',
): Promise<void> {
  const deadline = Date.now() + limit;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`not within ${limit} ms ${state()}`);
    await sleep(10);
  }
}

/** Messages of one key. */
export function named(key: string, count: number): WireMessage[] {
  return Array.from({ length: count }, (_, n) => ({ key, value: `{"n":${n}}`, headers: {} }));
}

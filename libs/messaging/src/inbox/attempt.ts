import { setTimeout as sleep } from 'node:timers/promises';
import { InvalidEvent } from '@carshare/events';
import { messageOf } from '@carshare/event-log';
import { isServerCondition, serverConditionOf, StaleWrite } from '@carshare/persistence';

/** Waits between the attempts at one event before its key is parked, in milliseconds. */
const RETRIES_MS = [50, 200, 1_000];

/** What an event is at fault of, after its attempts. */
export interface Fault {
  kind: 'dead' | 'parked';
  reason: string;
}

/**
 * Applies one event, with retries.
 * @returns the fault for which the event has to be set aside; undefined when it was applied
 * @throws {Error} a condition of the database, for which the event has to wait
 */
export async function attempt(apply: () => Promise<void>): Promise<Fault | undefined> {
  for (let failed = 0; ; failed += 1) {
    try {
      await apply();
      return undefined;
    } catch (error) {
      if (isCondition(error)) throw error;
      const reason = messageOf(error);
      if (error instanceof InvalidEvent) return { kind: 'dead', reason };
      const wait = RETRIES_MS[failed];
      if (wait === undefined) return { kind: 'parked', reason };
      await sleep(wait);
    }
  }
}

/** Whether another transaction holds the row, or changed it first: work on other rows may succeed meanwhile. */
export function isLockConflict(error: unknown): boolean {
  return error instanceof StaleWrite || serverConditionOf(error) === 'lock';
}

/** Whether the error is a condition of the database, such as a lost connection. A retry succeeds later, so the event is not at fault. */
export function isCondition(error: unknown): boolean {
  return isServerCondition(error) || error instanceof StaleWrite;
}

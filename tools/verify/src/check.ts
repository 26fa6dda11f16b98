import type { LogIndex } from './log-index.ts';
import type { Databases, OrderCase } from './order-case.ts';

/** The data that a check may read beside a single order. */
export interface Scene {
  databases: Databases;
  log: LogIndex;
  /** Whether nothing may be in progress. */
  settled: boolean;
  /** Epoch milliseconds when the verification started. */
  now: number;
  /** How long a step may be in progress, in milliseconds. */
  grace: number;
  /** How long after its end a car may be kept before it is overdue, in milliseconds. */
  lateAfter: number;
  /** Retention of sent outbox rows, of inbox rows, and of places after the end of their orders, in milliseconds. */
  kept: { outbox: number; inbox: number; places: number };
}

/** An invariant of the design. */
export interface Check {
  /** The check's name in the table. */
  name: string;
  /** The statement that must hold. */
  holds: string;
  /**
   * Checks one order and returns its faults. Orders in progress are passed too; the check decides whether it can judge
   * them.
   */
  order?(order: OrderCase, scene: Scene): string[];
  /** Checks data that belongs to no single order. A fault starts with the order's id where there is one. */
  all?(scene: Scene): Promise<{ looked: number; breaches: string[] }>;
}

import type { LogIndex } from './log-index.ts';
import type { Databases, OrderCase } from './order-case.ts';

/** What a check may look at beside a single order. */
export interface Scene {
  databases: Databases;
  log: LogIndex;
  /** Nothing may be under way. */
  settled: boolean;
  /** Epoch milliseconds, when the verification began. */
  now: number;
  /** How long something may be under way, in milliseconds. */
  grace: number;
  /** How long the services keep sent outbox rows and inbox rows, in milliseconds. */
  kept: { outbox: number; inbox: number };
}

/** An invariant of the design. */
export interface Check {
  /** Names it in the table. */
  name: string;
  /** The sentence that must hold. */
  holds: string;
  /** Looks at one order; tells what is wrong with it. Orders under way are shown too: a check decides whether it can judge them. */
  order?(order: OrderCase, scene: Scene): string[];
  /** Looks at what is not one order's; begins with the order's id where there is one. */
  all?(scene: Scene): Promise<{ looked: number; breaches: string[] }>;
}

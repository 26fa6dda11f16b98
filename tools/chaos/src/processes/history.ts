import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Fault } from './faults.js';
import { ROOT } from './surroundings.js';

/** One request of a customer, as the customer knows it. */
export interface Request {
  /** Epoch milliseconds when it was sent. */
  time: number;
  kind: 'order' | 'cancel';
  /** The customer's Idempotency-Key; a cancellation bears that of its order. */
  key: string;
  /** The order's id as far as the customer knows it after the answer. */
  orderId: number | null;
  /** The status of the answer; null when none came. */
  answer: number | null;
  /** What the answer called its trouble, where it had one. */
  code: string | null;
  /** How long the answer took, or was waited for, in milliseconds. */
  took: number;
}

/** What is left of a run when it is over, so that a failure can be examined: one line of JSON per request and per fault. */
export class Artifacts {
  readonly folder: string;
  readonly history: string;
  readonly faults: string;

  /** @param name of the run; a later run of the same name takes its place */
  constructor(name: string, root = join(ROOT, 'artifacts', 'chaos')) {
    this.folder = join(root, name);
    this.history = join(this.folder, 'history.jsonl');
    this.faults = join(this.folder, 'faults.jsonl');
    mkdirSync(this.folder, { recursive: true });
    for (const file of [this.history, this.faults]) writeFileSync(file, '');
  }

  /** Written at once: what was told before a crash of this program is kept, too. */
  request(request: Request): void {
    appendFileSync(this.history, `${JSON.stringify(request)}\n`);
  }

  /** Written when the shop has come back from it. */
  fault(fault: Fault & { recovery: number; orderId: number | null }): void {
    appendFileSync(this.faults, `${JSON.stringify(fault)}\n`);
  }

  put(name: string, text: string): void {
    writeFileSync(join(this.folder, name), text);
  }
}

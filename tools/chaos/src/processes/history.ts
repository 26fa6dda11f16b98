import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Fault } from './faults.js';
import { ROOT } from './surroundings.js';

/** One request of a customer with the data that the customer has. */
export interface Request {
  /** Epoch milliseconds when it was sent. */
  time: number;
  kind: 'order' | 'cancel';
  /** The customer's Idempotency-Key; a cancellation has the key of its order. */
  key: string;
  /** The order's id, when the customer knows it after the answer. */
  orderId: number | null;
  /** The status of the answer; null without an answer. */
  answer: number | null;
  /** The error code of the answer, where it has one. */
  code: string | null;
  /** Time until the answer or the end of waiting, in milliseconds. */
  took: number;
}

/** The files of a finished run, for the analysis of a failure: one line of JSON per request and per fault. */
export class Artifacts {
  readonly folder: string;
  readonly history: string;
  readonly faults: string;

  /** @param name of the run; a later run with the same name replaces the files */
  constructor(name: string, root = join(ROOT, 'artifacts', 'chaos')) {
    this.folder = join(root, name);
    this.history = join(this.folder, 'history.jsonl');
    this.faults = join(this.folder, 'faults.jsonl');
    mkdirSync(this.folder, { recursive: true });
    for (const file of [this.history, this.faults]) writeFileSync(file, '');
  }

  /** Written immediately, so that the lines before a crash of this program are kept. */
  request(request: Request): void {
    appendFileSync(this.history, `${JSON.stringify(request)}\n`);
  }

  /** Written when the shop has recovered. */
  fault(fault: Fault & { recovery: number; orderId: number | null }): void {
    appendFileSync(this.faults, `${JSON.stringify(fault)}\n`);
  }

  put(name: string, text: string): void {
    writeFileSync(join(this.folder, name), text);
  }
}

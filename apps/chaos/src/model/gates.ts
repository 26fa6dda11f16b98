import { AsyncLocalStorage } from 'node:async_hooks';

/** What one running operation has passed through: with the rows, all that its future depends on. */
interface Operation {
  path: string;
}

export interface Gate {
  service: string;
  label: string;
  operation: Operation;
  open: () => void;
  /** What happens when the other side is never heard; only messages can get lost. */
  lose: (() => void) | undefined;
}

const operations = new AsyncLocalStorage<Operation>();

/** The points at which operations wait until they are let on, and the one place that knows them all. */
export class Gates {
  waiting: Gate[] = [];

  /** @param seen what the operation may have read on its way here */
  constructor(private readonly seen: () => string) {}

  pass(service: string, label: string, lose?: () => void): Promise<void> {
    const operation = operations.getStore() ?? { path: '' };
    operation.path += `>${label}@${this.seen()}`;
    return new Promise((resolve) => this.waiting.push({ service, label, operation, open: resolve, lose }));
  }

  run(name: string, work: () => Promise<unknown>): void {
    operations.run({ path: name }, () => void work().catch(() => undefined));
  }

  take(gate: Gate): void {
    this.waiting = this.waiting.filter((other) => other !== gate);
  }

  /** A dead process waits for nothing. */
  drop(service: string): void {
    this.waiting = this.waiting.filter((gate) => gate.service !== service);
  }

  toString(): string {
    return this.waiting
      .map(({ service, operation }) => `${service}${operation.path}`)
      .sort()
      .join('|');
  }
}

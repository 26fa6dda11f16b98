import { AsyncLocalStorage } from 'node:async_hooks';

/** What one running operation has passed through: with the rows, all that its future depends on. */
export interface Operation {
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

  /** @param seen what an operation of the service may have read on its way here: its own service's rows, and no other's */
  constructor(private readonly seen: (service: string) => string) {}

  pass(service: string, label: string, lose?: () => void): Promise<void> {
    const operation = this.current();
    operation.path += `>${label}@${this.seen(service)}`;
    return new Promise((resolve) => this.waiting.push({ service, label, operation, open: resolve, lose }));
  }

  current(): Operation {
    return operations.getStore() ?? { path: '' };
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

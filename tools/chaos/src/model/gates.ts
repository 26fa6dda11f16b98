import { AsyncLocalStorage } from 'node:async_hooks';

/** What one running operation has passed so far; together with the rows it determines the operation's future. */
export interface Operation {
  path: string;
}

export interface Gate {
  service: string;
  label: string;
  operation: Operation;
  open: () => void;
  /** The behaviour when the other side receives nothing; only messages can be lost. */
  lose: (() => void) | undefined;
}

const operations = new AsyncLocalStorage<Operation>();

/** The points at which operations wait until the exploration releases them. */
export class Gates {
  waiting: Gate[] = [];

  pass(service: string, label: string, lose?: () => void): Promise<void> {
    const operation = this.current();
    operation.path += `>${label}`;
    return new Promise((resolve) => this.waiting.push({ service, label, operation, open: resolve, lose }));
  }

  /** Adds what the running operation has read: it decides the operation's next steps. */
  note(read: string): void {
    this.current().path += `<${read}`;
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

  /** A crashed process waits at no gate. */
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

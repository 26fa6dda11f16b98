import { Injectable } from '@nestjs/common';

type Check = () => Promise<void> | void;

/** What must hold before traffic is taken. Parts of a service add their checks; the health controller asks them. */
@Injectable()
export class Readiness {
  private readonly checks = new Map<string, Check>();
  private stopping = false;

  /** @param check throws, with a reason fit for an operator, when the part makes no progress */
  require(name: string, check: Check): void {
    this.checks.set(name, check);
  }

  /** From now on the service is not ready, so that no new traffic is sent while it finishes what it has. */
  stop(): void {
    this.stopping = true;
  }

  get isStopping(): boolean {
    return this.stopping;
  }

  entries(): [string, Check][] {
    const shutdown: Check = () => {
      if (this.stopping) throw new Error('the service is stopping');
    };
    return [...this.checks, ['shutdown', shutdown]];
  }
}

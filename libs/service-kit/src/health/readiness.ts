import { Injectable } from '@nestjs/common';

type Check = () => Promise<void> | void;

/** How long a check may take, in milliseconds; a probe of Kubernetes waits for 2 s. */
const CHECK_LIMIT_MS = 1_500;

/**
 * What must hold for this process to serve requests: its own database, and nothing that requests do without. The broker, the consumer
 * and the relay have metrics and alerts instead: as checks, their outage would take every replica out of service at once.
 */
@Injectable()
export class Readiness {
  private readonly checks = new Map<string, Check>();
  private stopping = false;

  /**
   * Adds a check. One that does not answer in time fails; it is not begun again before it has ended.
   * @param check throws, with a reason for an operator, when requests cannot be served
   */
  require(name: string, check: Check): void {
    let underway: Promise<void> | undefined;
    this.checks.set(name, () => {
      underway ??= (async () => check())().finally(() => {
        underway = undefined;
      });
      return inTime(underway);
    });
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

async function inTime(check: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${CHECK_LIMIT_MS} ms`)), CHECK_LIMIT_MS);
  });
  try {
    await Promise.race([check, limit]);
  } finally {
    clearTimeout(timer);
  }
}

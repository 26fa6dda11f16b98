import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Job, Outcome } from './jobs.ts';

/** The load generator as a separate process, so that the driver's work does not add to the latencies. */
export class Load {
  private readonly child: ChildProcess;

  constructor() {
    this.child = fork(fileURLToPath(new URL('./worker.ts', import.meta.url)), { stdio: 'inherit' });
  }

  async run(job: Job): Promise<Outcome> {
    const answer = once(this.child, 'message');
    this.child.send(job);
    return ((await answer) as [Outcome])[0];
  }

  stop(): void {
    if (this.child.connected) this.child.disconnect();
  }
}

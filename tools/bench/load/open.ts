import { Connection } from './connection.ts';
import type { OpenJob, Outcome } from './jobs.ts';
import { PageProbe } from './page-probe.ts';
import { random } from './random.ts';
import { ORDER } from './requests.ts';
import { Tally } from './tally.ts';

/** An open loop: orders arrive at their scheduled instants and queue in the client when every connection is busy. */
export async function open(job: OpenJob): Promise<Outcome> {
  const tally = new Tally();
  const probe = job.page && new PageProbe(job.page.url);
  const sampleEvery = job.page ? Math.max(1, Math.round(job.rate / job.page.perSecond)) : Infinity;
  const idle = Array.from({ length: job.connections }, (_, i) => new Connection(job.urls[i % job.urls.length] ?? ''));
  const waiting: { at: number; sampled: boolean }[] = [];
  let head = 0;
  let running = 0;
  let finished: () => void = () => undefined;

  const dispatch = (): void => {
    while (head < waiting.length) {
      const connection = idle.pop();
      if (!connection) return;
      const order = waiting[head++];
      if (!order) return;
      running += 1;
      connection.post(ORDER.path, ORDER.body, (status, body) => {
        const id = tally.add(status, body, performance.now() - order.at);
        if (order.sampled && id !== undefined) probe?.watch(id, order.at);
        running -= 1;
        idle.push(connection);
        dispatch();
        if (running === 0 && head === waiting.length) finished();
      });
    }
  };

  const next = random(7);
  const start = performance.now();
  const end = start + job.seconds * 1_000;
  let due = start;
  let count = 0;
  for (let now = start; now < end; now = performance.now()) {
    while (due <= now) {
      waiting.push({ at: due, sampled: count++ % sampleEvery === 0 });
      due += (-Math.log(1 - next()) * 1_000) / job.rate;
    }
    dispatch();
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  // Orders that are still queued at the end were never sent.
  waiting.length = head;
  if (running > 0) await new Promise<void>((resolve) => (finished = resolve));
  const outcome = tally.outcome();
  for (const connection of idle) connection.close();
  const shipped = await probe?.result();
  return shipped ? { ...outcome, shipped } : outcome;
}

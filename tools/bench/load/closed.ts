import { Connection } from './connection.ts';
import type { ClosedJob, Outcome } from './jobs.ts';
import { nextBooking } from './booking.ts';
import { ORDER } from './order.ts';
import { Tally } from './tally.ts';

/** A closed loop: each connection sends its next order when the previous one is answered. */
export async function closed(job: ClosedJob): Promise<Outcome> {
  const tally = new Tally();
  const end = performance.now() + job.seconds * 1_000;
  let started = 0;
  const worker = (connection: Connection): Promise<void> =>
    new Promise((resolve) => {
      const next = (): void => {
        const sentAt = performance.now();
        if (sentAt >= end || started >= (job.orders ?? Infinity)) return resolve();
        started += 1;
        connection.post('/orders', job.books ? nextBooking() : ORDER, (status, body) => {
          if (tally.add(status, body, performance.now() - sentAt) === undefined) {
            started -= 1;
            // Waits after a rejected or broken request: immediate retries would measure the rejections.
            setTimeout(next, 5);
          } else next();
        });
      };
      next();
    });
  const urls = job.urls;
  const connections = Array.from({ length: job.connections }, (_, i) => new Connection(urls[i % urls.length] ?? ''));
  await Promise.all(connections.map(worker));
  for (const connection of connections) connection.close();
  return tally.outcome();
}

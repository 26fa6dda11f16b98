import { Connection } from './connection.ts';
import type { ClosedJob, Outcome } from './jobs.ts';
import { requestsOf } from './requests.ts';
import { Tally } from './tally.ts';

/** A closed loop: each connection sends its next request when the previous one is answered. */
export async function closed(job: ClosedJob): Promise<Outcome> {
  const tally = new Tally();
  const nextRequest = requestsOf(job.sends ?? 'orders', job.models);
  const end = performance.now() + job.seconds * 1_000;
  let started = 0;
  const worker = (connection: Connection): Promise<void> =>
    new Promise((resolve) => {
      const next = (): void => {
        const sentAt = performance.now();
        if (sentAt >= end || started >= (job.orders ?? Infinity)) return resolve();
        const request = nextRequest();
        if (!request) return resolve();
        started += 1;
        connection.post(request.path, request.body, (status, body) => {
          const id = tally.add(status, body, performance.now() - sentAt);
          if (id === undefined) {
            started -= 1;
            // Waits after a rejected or broken request: immediate retries would measure the rejections.
            setTimeout(next, 5);
          } else {
            request.accepted?.(id);
            next();
          }
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

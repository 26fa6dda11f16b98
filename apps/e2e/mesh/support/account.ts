import { eventually } from '../../src/support/eventually.js';
import type { Payment } from '../../src/support/resources.js';
import { figure, percentile } from './figures.js';
import type { Answered, Load } from './load.js';
import { verified } from './proof.js';

/** The number of answers of each kind, as text. */
export function census(answers: readonly Answered[]): string {
  const counts = new Map<string, number>();
  for (const { what, status } of answers) {
    const kind = `${what} ${status}`;
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return [...counts].map(([kind, count]) => `${kind}: ${count}`).join(', ') || 'none';
}

/** The times of the first failures and their durations; requests without an answer first. */
export function sayWhenFailed({ failures }: Load): void {
  const unanswered = failures.filter(({ status }) => typeof status === 'string');
  const first = [...new Set([...unanswered, ...failures])].slice(0, 20);
  const when = first.map(({ status, at, took }) => `${status} ${at}+${Math.round(took)}`);
  if (when.length > 0) figure('failed at (ms)', when.join(', '));
}

/**
 * Compares the customers' records with the shop's final state: every acknowledged order exists and is shipped, no order
 * is paid twice, and every invariant holds. Prints the figures.
 * @returns when all of them were shipped, in milliseconds since the epoch
 * @throws {Error} naming lost or doubled orders
 */
export async function settleAccount(load: Load): Promise<number> {
  const took = load.answers.map((answer) => answer.took);
  figure(
    'requests',
    `${load.answers.length}, of them ${load.accepted.length} accepted orders; ${load.withheld} withheld`,
  );
  figure('answers', `p50 ${percentile(took, 0.5)} ms, p99 ${percentile(took, 0.99)} ms`);
  figure('failed', `${load.failures.length} (${census(load.failures)})`);
  await eventually(async () => {
    const shipped = new Set((await load.known()).filter(({ status }) => status === 'Shipped').map(({ id }) => id));
    const lost = load.accepted.filter((id) => !shipped.has(id));
    if (lost.length > 0) throw new Error(`accepted and not shipped: ${lost.join(', ')}`);
  }, 90_000);
  const shippedAt = Date.now();
  const doubled = load.accepted.length - new Set(load.accepted).size;
  const paid = await payments(load);
  const twice = paid.length - new Set(paid).size;
  figure('lost, doubled', `0, ${doubled + twice}`);
  if (doubled + twice > 0) throw new Error(`${doubled} orders and ${twice} payments are doubled`);
  figure('verify', await verified());
  return shippedAt;
}

/** The orders of this load's customer that payment lists as paid. */
async function payments(load: Load): Promise<number[]> {
  const found: number[] = [];
  for (let page = 0; ; page += 1) {
    const { body } = await load.customer.client.get<{ _embedded: { payments: Payment[] } }>(
      `/payments?size=200&page=${page}`,
    );
    found.push(...body._embedded.payments.map(({ orderId }) => orderId));
    if (body._embedded.payments.length < 200) return found;
  }
}

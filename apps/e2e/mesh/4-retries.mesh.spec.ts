import { describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { census, settleAccount } from './support/account.js';
import { proxyStat } from './support/envoy.js';
import { losingAnswers, unreachable } from './support/faults.js';
import { figure } from './support/figures.js';
import { runScript } from './support/kubectl.js';
import { Load, warmUp, type Answered } from './support/load.js';
import { onePod, readyPods, settled } from './support/pods.js';
import { staged } from './support/stage.js';

/** Requests of a kind that payment's pods have served, by their own counters. */
async function served(method: 'GET' | 'POST', route: string): Promise<number> {
  const script = `fetch('http://127.0.0.1:8080/metrics').then(async (answer) => console.log(
    (await answer.text()).split('\\n')
      .filter((line) => line.includes('_count{') && line.includes('"${method}"') && line.includes('"${route}"'))
      .reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0)))`;
  const pods = await readyPods('payment');
  const counts = await Promise.all(pods.map(({ metadata }) => runScript(metadata.name, 'payment', script)));
  return counts.reduce((sum, count) => sum + Number(count), 0);
}

const payments = (): Promise<number> => served('POST', '/payments');
const questions = (): Promise<number> => served('GET', '/payments/search/findByOrderId');

describe('The retries between the services', () => {
  const stage = staged({ order: 2, payment: 3, delivery: 2 });

  it('absorb connections that fail', async () => {
    await warmUp(stage.mesh);
    const [first, second] = await readyPods('payment');
    const before = await proxyStat('order', 'payment', 'upstream_rq_retry');
    // Well below the capacity of the node, so that only connections can fail.
    const load = (await Load.prepare(stage.mesh)).start(25, 1);
    await sleep(2_000);
    for (const pod of [first, second]) {
      const fault = await unreachable(pod?.metadata.name ?? '');
      await sleep(10_000);
      await fault.end();
      await settled('payment');
    }
    await load.stop();
    figure('upstream_rq_retry', `+${(await proxyStat('order', 'payment', 'upstream_rq_retry')) - before}`);
    await settleAccount(load);
    expect(census(load.failures)).toBe('none');
  });

  it('lead a cancellation past a pod of delivery that refuses connections', async () => {
    const retries = (): Promise<number> => proxyStat('payment', 'delivery', 'upstream_rq_retry');
    const customer = await stage.mesh.as('dave');
    const orders = await Promise.all(Array.from({ length: 20 }, () => customer.shipped('1001')));
    const before = await retries();
    const fault = await unreachable(await onePod('delivery'));
    for (const { id } of orders) expect(await customer.cancel(id)).toMatchObject({ status: 202 });
    for (const { id } of orders) await customer.reaches(id, 'Cancelled', 90_000);
    const again = (await retries()) - before;
    figure('payment to delivery: upstream_rq_retry', `+${again} in ${orders.length} cancellations`);
    await fault.end();
    await settled('delivery');
    expect(again).toBeGreaterThan(0);
  });

  it('send no POST again that was processed', async () => {
    const load = await Load.prepare(stage.mesh);
    const pods = (await readyPods('payment')).map(({ metadata }) => metadata.name);
    const [paidBefore, askedBefore] = [await payments(), await questions()];
    const fault = await losingAnswers(...pods);
    const answers: Answered[] = [];
    const asked = async (): Promise<number> => (await questions()) - askedBefore;
    // Existing connections keep their filters for some time.
    while ((await asked()) < 20 && answers.length < 400) answers.push(await load.order());
    const posts = (await payments()) - paidBefore;
    await fault.end();
    figure('orders while answers are lost', census(answers));
    figure('POST /payments that reached payment', posts);
    figure('asked what came of a lost answer', await asked());
    await load.stop();
    await settleAccount(load);
    expect(await asked()).toBe(20);
    expect(posts).toBe(answers.length);
    expect(census(load.failures)).toBe('none');
  });
});

import { beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, request } from 'undici';
import { settleAccount } from './support/account.js';
import { proxyStat } from './support/envoy.js';
import { slow } from './support/faults.js';
import { figure } from './support/figures.js';
import { Load } from './support/load.js';
import { Mesh } from './support/mesh.js';
import { hold, onePod } from './support/pods.js';
import { INGRESS } from './support/settings.js';

const BURST = 3_000;

describe('The limits of the mesh', () => {
  let mesh: Mesh;
  beforeAll(async () => {
    mesh = await Mesh.open();
    await mesh.stock();
  });

  it('end a payment that hangs before the deadline of order, so that the proxy can count it', async () => {
    const timeouts = (): Promise<number> => proxyStat('order', 'payment', 'upstream_rq_timeout');
    const before = await timeouts();
    const load = await Load.prepare(mesh, 'pm_card_late');
    const { status, took } = await load.order();
    figure('a payment that hangs', `${status} after ${Math.round(took)} ms`);
    figure('upstream_rq_timeout', `+${(await timeouts()) - before}`);
    await load.stop();
    await settleAccount(load);
    expect(status).toBe(503);
    expect(await timeouts()).toBe(before + 1);
  });

  it('end a cancellation that hangs at delivery before the deadline of payment, and complete it later', async () => {
    const timeouts = (): Promise<number> => proxyStat('payment', 'delivery', 'upstream_rq_timeout');
    const release = await hold({ payment: 1, delivery: 1 });
    const customer = await mesh.as('carol');
    const orders = await Promise.all(Array.from({ length: 20 }, () => customer.shipped('1001')));
    const before = await timeouts();
    const held = await slow(4_000, await onePod('delivery'));
    const begun = Date.now();
    await Promise.all(orders.map(({ id }) => customer.cancel(id)));
    figure('cancellations accepted after', `${Date.now() - begun} ms`);
    // Accepted immediately and processed afterwards.
    await sleep(5_000);
    const timedOut = (await timeouts()) - before;
    await held.end();
    figure('cancellations ended before payment gave up', `${timedOut} of ${orders.length}`);
    for (const { id } of orders) await customer.reaches(id, 'Cancelled', 90_000);
    await release();
    expect(timedOut).toBeGreaterThan(0);
  });

  it('shed new orders at the edge above the rate, with Retry-After', async () => {
    // Without a token: requests that pass the edge are refused in front of order and cost nothing.
    const dispatcher = new Agent({ connections: 100 });
    const send = async (): Promise<string> => {
      const { statusCode, headers, body } = await request(`${INGRESS}/orders`, { method: 'POST', dispatcher });
      await body.dump();
      const isTold = headers['retry-after'] !== undefined && String(headers['content-type']).includes('problem+json');
      return statusCode === 429 && !isTold ? '429 without Retry-After' : String(statusCode);
    };
    const answers = await Promise.all(Array.from({ length: BURST }, send));
    await dispatcher.close();
    const shed = answers.filter((answer) => answer === '429').length;
    figure('shed of a burst', `${shed} of ${BURST}`);
    expect(answers.filter((answer) => answer !== '429' && answer !== '403')).toEqual([]);
    expect(shed).toBeGreaterThan(0);
    expect((await mesh.stranger.get('/payments/provider')).status).toBe(200);
  });
});

import { describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '../src/support/eventually.js';
import { census, sayWhenFailed, settleAccount } from './support/account.js';
import { figure } from './support/figures.js';
import { Load } from './support/load.js';
import { outage, howKilled, kill, OUTAGE } from './support/outage.js';
import { settled, TWO_EACH } from './support/pods.js';
import { ISTIO, WORKLOADS } from './support/settings.js';
import { staged } from './support/stage.js';

const RATE = Number(process.env['MESH_RATE'] ?? 40);
const OUTAGE_MS = 30_000;
/** Longer than every time limit that could make a pod unready, and than the longest pause of a client. */
const KAFKA_OUTAGE_MS = 180_000;
/** The promised time from the return of the broker until every order is shipped. */
const SHIPPED_WITHIN_MS = 30_000;

interface Faulted {
  load: Load;
  /** Milliseconds from the end of the fault until every accepted order was shipped. */
  shippedAfter: number;
}

describe('A fault', () => {
  const stage = staged(TWO_EACH);

  /** Injects a fault under load, and compares the customers' records with the stored data afterwards. */
  async function under(title: string, fault: () => Promise<unknown>): Promise<Faulted> {
    const load = (await Load.prepare(stage.mesh)).start(RATE);
    let over = 0;
    try {
      await sleep(3_000);
      await fault();
      over = Date.now();
      await eventually(async () => expect(await load.order()).toMatchObject({ status: 201 }), 90_000);
      figure(`${title}: first order after`, `${Date.now() - over} ms`);
      await sleep(5_000);
    } finally {
      await load.stop();
    }
    sayWhenFailed(load);
    const shippedAfter = (await settleAccount(load)) - over;
    figure(`${title}: all shipped after`, `${shippedAfter} ms`);
    return { load, shippedAfter };
  }

  it.each(WORKLOADS)('kills a pod of %s: what fails, fails with a clear 503', async (app) => {
    const { load } = await under(`${app}, ${howKilled}`, async () => {
      await kill(app);
      await sleep(5_000);
      await settled(app);
    });
    expect(unclear(load)).toBe('none');
  });

  it('kills istiod: no customer notices', async () => {
    const { load } = await under(`istiod, ${howKilled}`, async () => {
      await kill('istiod', 'discovery', ISTIO);
      await sleep(15_000);
    });
    expect(census(load.failures)).toBe('none');
  });

  it('kills the ingress gateway: the door is shut until it is back, and nothing is lost', async () => {
    await under(`ingress gateway, ${howKilled}`, async () => {
      await kill('istio-ingressgateway', 'istio-proxy', ISTIO);
      await sleep(10_000);
    });
  });

  const onRequest = OUTAGE ? it : it.skip;
  onRequest.each(['mysql', 'postgres'] as const)('stops %s for 30 s', async (server) => {
    const { load } = await under(`${server} outage`, () => outage(server, () => sleep(OUTAGE_MS)));
    expect(unclear(load)).toBe('none');
  });

  onRequest('stops kafka for 180 s: orders and reads continue, and every pod stays ready', async () => {
    const { load, shippedAfter } = await under('kafka outage', () => outage('kafka', () => sleep(KAFKA_OUTAGE_MS)));
    expect(census(load.failures)).toBe('none');
    expect(shippedAfter).toBeLessThan(SHIPPED_WITHIN_MS);
  });
});

/** Failures other than a 503 with Retry-After. */
function unclear(load: Load): string {
  return census(load.failures.filter(({ status, retryAfter }) => status !== 503 || !retryAfter));
}

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '../src/support/eventually.js';
import { census, settleAccount } from './support/account.js';
import { figure } from './support/figures.js';
import { get, kubectl } from './support/kubectl.js';
import { Load } from './support/load.js';
import { Mesh } from './support/mesh.js';
import { readyPods } from './support/pods.js';

const PATIENCE_MS = 240_000;
/** How many pods the load is to drive it to. */
const OUT = Number(process.env['MESH_PODS'] ?? 3);
/** Requests per second, half of them orders: more than one pod should take. */
const RATE = Number(process.env['MESH_BUSY_RATE'] ?? 100);

interface Autoscaler {
  spec: { minReplicas: number; maxReplicas: number; behavior: object };
}

const change = (spec: object): Promise<string> =>
  kubectl(['patch', 'hpa', 'order', '--patch', JSON.stringify({ spec })]);

describe('The autoscaler of order', () => {
  let mesh: Mesh;
  let original: Autoscaler['spec'];
  beforeAll(async () => {
    mesh = await Mesh.open();
    await mesh.stock();
    original = (await get<Autoscaler>('hpa', 'order')).spec;
    // In minutes instead of a quarter of an hour: the way back is the same, only its waiting is shorter.
    const scaleDown = { stabilizationWindowSeconds: 15, policies: [{ type: 'Pods', value: 1, periodSeconds: 15 }] };
    await change({ minReplicas: 1, behavior: { scaleDown } });
  });
  afterAll(() => change(original));

  const pods = async (isReached: (count: number) => boolean): Promise<void> =>
    eventually(async () => {
      await sleep(1_000);
      const { length } = await readyPods('order');
      if (!isReached(length)) throw new Error(`order has ${length} pods`);
    }, PATIENCE_MS);

  it('goes out under load and back in after it, and no customer notices', async () => {
    await pods((count) => count === 1);
    const busy = (await Load.prepare(mesh)).start(RATE, 0.5);
    const begun = Date.now();
    await pods((count) => count >= OUT);
    figure(`out to ${OUT} pods`, `${Date.now() - begun} ms`);
    await sleep(5_000);
    await busy.stop();
    const quiet = (await Load.prepare(mesh)).start(5);
    const relieved = Date.now();
    await pods((count) => count === 1);
    figure('back to 1 pod', `${Date.now() - relieved} ms`);
    await quiet.stop();
    await settleAccount(busy);
    await settleAccount(quiet);
    expect(census([...busy.failures, ...quiet.failures])).toBe('none');
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '../src/support/eventually.js';
import { census, settleAccount } from './support/account.js';
import { figure } from './support/figures.js';
import { get, kubectl } from './support/kubectl.js';
import { Load } from './support/load.js';
import { Mesh } from './support/mesh.js';
import { crew } from './support/pods.js';

const PATIENCE_MS = 420_000;
/** How many pods the load is to drive it to, and how many it is to come back to. */
const OUT = Number(process.env['MESH_PODS'] ?? 3);
const BACK = Number(process.env['MESH_PODS_BACK'] ?? 1);
/** Requests per second, half of them orders: more than one pod should take. */
const RATE = Number(process.env['MESH_BUSY_RATE'] ?? 100);
/** Requests per second while it comes back: what that number of pods takes without the autoscaler's minding. */
const QUIET_RATE = Number(process.env['MESH_QUIET_RATE'] ?? 5);

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

  /** @returns the pods that run then; on a small node some of those that are asked for find no room */
  const pods = (isReached: (count: number) => boolean): Promise<number> =>
    eventually(async () => {
      await sleep(1_000);
      const { asked, ready, starting } = await crew('order');
      if (isReached(asked) && starting === 0 && ready <= asked) return ready;
      throw new Error(`of order ${asked} pods are asked for, ${ready} ready and ${starting} starting`);
    }, PATIENCE_MS);

  it('goes out under load and back in after it, and no customer notices', async () => {
    await pods((count) => count <= BACK);
    const busy = (await Load.prepare(mesh)).start(RATE, 0.5);
    const begun = Date.now();
    const running = await pods((count) => count >= OUT);
    figure(`out to ${OUT} pods, ${running} of which run`, `${Date.now() - begun} ms`);
    await sleep(5_000);
    await busy.stop();
    const quiet = (await Load.prepare(mesh)).start(QUIET_RATE);
    const relieved = Date.now();
    await pods((count) => count <= BACK);
    figure(`back to ${BACK}`, `${Date.now() - relieved} ms`);
    await quiet.stop();
    await settleAccount(busy);
    await settleAccount(quiet);
    expect(census([...busy.failures, ...quiet.failures])).toBe('none');
  });
});

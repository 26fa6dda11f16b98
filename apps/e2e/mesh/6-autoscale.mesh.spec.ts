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
/** The number of pods that the load must reach, how many of them fit on the nodes, and the number after the load. */
const OUT = Number(process.env['MESH_PODS'] ?? 3);
const RUNNING = Number(process.env['MESH_PODS_RUNNING'] ?? OUT);
const BACK = Number(process.env['MESH_PODS_BACK'] ?? 1);
/** Requests per second, 50 % of them orders: more than one pod can process. */
const RATE = Number(process.env['MESH_BUSY_RATE'] ?? 100);
/** Requests per second after the load: what the final number of pods processes without scaling up. */
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
    // A shorter stabilisation window: the scale-down is the same, and the test takes minutes instead of 15 min.
    const scaleDown = { stabilizationWindowSeconds: 15, policies: [{ type: 'Pods', value: 1, periodSeconds: 15 }] };
    await change({ minReplicas: 1, behavior: { scaleDown } });
  });
  afterAll(() => change(original));

  const pods = (isReached: (asked: number, ready: number) => boolean): Promise<void> =>
    eventually(async () => {
      await sleep(1_000);
      const { spec } = await get<{ spec: { replicas: number } }>('deployment', 'order');
      const { length } = await readyPods('order');
      if (isReached(spec.replicas, length)) return;
      throw new Error(`of order ${spec.replicas} pods are asked for and ${length} ready`);
    }, PATIENCE_MS);
  const out = (): Promise<void> => pods((asked, ready) => asked >= OUT && ready >= RUNNING);
  const back = (): Promise<void> => pods((asked, ready) => asked <= BACK && ready >= 1 && ready <= BACK);

  it('goes out under load and back in after it, and no customer notices', async () => {
    await back();
    const busy = (await Load.prepare(mesh)).start(RATE, 0.5);
    const begun = Date.now();
    await out();
    figure(`out to ${OUT} pods, ${RUNNING} of which run`, `${Date.now() - begun} ms`);
    await sleep(5_000);
    await busy.stop();
    const quiet = (await Load.prepare(mesh)).start(QUIET_RATE);
    const relieved = Date.now();
    await back();
    figure(`back to ${BACK}`, `${Date.now() - relieved} ms`);
    await quiet.stop();
    await settleAccount(busy);
    await settleAccount(quiet);
    expect(census([...busy.failures, ...quiet.failures])).toBe('none');
  });
});

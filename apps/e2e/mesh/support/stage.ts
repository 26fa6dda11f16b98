import { afterAll, beforeAll } from '@jest/globals';
import { Mesh } from './mesh.js';
import { hold } from './pods.js';
import { WORKLOADS } from './settings.js';

const ONE_EACH = Object.fromEntries(WORKLOADS.map((app) => [app, 1]));

/**
 * Before the tests of a `describe`: a shop with more stock than they order, and a fixed number of pods. After them the
 * autoscalers have control again.
 * @param pods the number per workload, by default 1: a pod that starts during a test would take CPU from the tested
 *   pods
 * @returns the shop, from the first test on
 */
export function staged(pods: Parameters<typeof hold>[0]): { mesh: Mesh } {
  const stage = {} as { mesh: Mesh };
  let release: (() => Promise<void>) | undefined;
  beforeAll(async () => {
    stage.mesh = await Mesh.open();
    await stage.mesh.stock();
    release = await hold({ ...ONE_EACH, ...pods });
  });
  afterAll(() => release?.());
  return stage;
}

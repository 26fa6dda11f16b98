import { afterAll, beforeAll } from '@jest/globals';
import { Mesh } from './mesh.js';
import { hold } from './pods.js';
import { WORKLOADS } from './settings.js';

const ONE_EACH = Object.fromEntries(WORKLOADS.map((app) => [app, 1]));

/**
 * Before the tests of a `describe`: the shop with more cars than they order, and so many pods of its workloads. After them the
 * autoscalers have their numbers back.
 * @param pods how many of each, one where it does not say: a pod that started meanwhile would take the CPU of those that are asked
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

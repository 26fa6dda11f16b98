import { beforeAll, afterAll, describe, expect, it } from '@jest/globals';
import { figure } from './support/figures.js';
import { kubectl } from './support/kubectl.js';
import { Mesh } from './support/mesh.js';
import { hold, readyPods, settled, TWO_EACH } from './support/pods.js';
import { SHOP, WORKLOADS } from './support/settings.js';

/** Requests the eviction of a pod as the drain of a node does. @returns whether it is granted */
async function evict(name: string): Promise<boolean> {
  const input = JSON.stringify({ apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name, namespace: SHOP } });
  try {
    await kubectl(['create', '--raw', `/api/v1/namespaces/${SHOP}/pods/${name}/eviction`, '-f', '-'], { input });
    return true;
  } catch (error) {
    if (String(error).includes('disruption budget')) return false;
    throw error;
  }
}

describe('The drain of a node', () => {
  let release: (() => Promise<void>) | undefined;
  beforeAll(async () => {
    await Mesh.open();
    release = await hold(TWO_EACH);
  });
  afterAll(() => release?.());

  it.each(WORKLOADS)('takes one pod of %s at a time', async (app) => {
    const given: boolean[] = [];
    for (const { metadata } of await readyPods(app)) given.push(await evict(metadata.name));
    figure(`${app}: evictions given`, given.join(', '));
    expect(given).toEqual([true, false]);
    await settled(app);
  });
});

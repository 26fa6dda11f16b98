import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { census, sayWhenFailed, settleAccount } from './support/account.js';
import { withCanary, type Undo } from './support/change.js';
import { sentTo } from './support/envoy.js';
import { figure } from './support/figures.js';
import { apply, get, kubectl } from './support/kubectl.js';
import { Load } from './support/load.js';
import { TWO_EACH } from './support/pods.js';
import { SHOP } from './support/settings.js';
import { staged } from './support/stage.js';

const RATE = 30;
const SECONDS = 40;

interface Deployment {
  metadata: { name: string; labels: Record<string, string> };
  spec: {
    replicas: number;
    selector: { matchLabels: Record<string, string> };
    template: { metadata: { labels: Record<string, string> } };
  };
}

/** Deploys a second version of order beside the current one, and waits for it. */
async function deployCanary(): Promise<Undo> {
  const { metadata, spec } = await get<Deployment>('deployment', 'order');
  const labels = { ...metadata.labels, version: 'v2' };
  const { template } = spec;
  await apply(SHOP, {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'order-v2', labels },
    spec: {
      ...spec,
      replicas: 1,
      selector: { matchLabels: { ...spec.selector.matchLabels, version: 'v2' } },
      template: {
        ...template,
        metadata: { ...template.metadata, labels: { ...template.metadata.labels, version: 'v2' } },
      },
    },
  });
  const remove = async (): Promise<void> => {
    await kubectl(['delete', 'deployment', 'order-v2']);
    // While its pod exists, it counts as one of order's.
    await kubectl(['wait', '--for=delete', 'pod', '-l', 'app=order,version=v2', '--timeout=90s'], { within: 100_000 });
  };
  try {
    await kubectl(['rollout', 'status', 'deployment/order-v2', '--timeout=120s'], { within: 130_000 });
  } catch (error) {
    await remove();
    throw error;
  }
  return remove;
}

describe('A canary of order', () => {
  const stage = staged(TWO_EACH);
  const undone: Undo[] = [];
  beforeAll(async () => {
    undone.push(await deployCanary());
    undone.unshift(await withCanary());
  });
  afterAll(async () => {
    for (const undo of undone) await undo();
  });

  it('takes one request in ten, beside the old version, and no customer notices', async () => {
    const load = (await Load.prepare(stage.mesh)).start(RATE);
    const before = [await sentTo('order', 'v1'), await sentTo('order', 'v2')] as const;
    await sleep(SECONDS * 1_000);
    await load.stop();
    const old = (await sentTo('order', 'v1')) - before[0];
    const canary = (await sentTo('order', 'v2')) - before[1];
    const share = (100 * canary) / (old + canary);
    figure('requests to v1, to v2', `${old}, ${canary} (${share.toFixed(1)} %)`);
    sayWhenFailed(load);
    await settleAccount(load);
    expect(census(load.failures)).toBe('none');
    expect(share).toBeGreaterThan(5);
    expect(share).toBeLessThan(15);
  });
});

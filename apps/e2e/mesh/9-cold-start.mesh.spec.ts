import { describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { figure } from './support/figures.js';
import { kubectl } from './support/kubectl.js';
import { Load } from './support/load.js';
import { Mesh } from './support/mesh.js';
import { SHOP } from './support/settings.js';

/** The overlay to deploy. The shop's namespace is deleted first, so this runs only on request. */
const OVERLAY = process.env['MESH_COLD_START'];
const PATIENCE_MS = 180_000;

const onRequest = OVERLAY ? describe : describe.skip;

onRequest('A cold start', () => {
  it('takes orders some seconds after kubectl apply', async () => {
    const mesh = await Mesh.open();
    await kubectl(['delete', 'namespace', SHOP, '--ignore-not-found', '--timeout=170s'], { within: 180_000 });
    const begun = Date.now();
    const after = (): string => `${((Date.now() - begun) / 1_000).toFixed(1)} s`;
    // Resources without a namespace: the gateway's rules are not in the shop's namespace.
    await kubectl(['--namespace', '', 'apply', '-k', OVERLAY ?? '']);
    figure('kubectl apply', after());
    const load = await Load.prepare(mesh);
    let last: number | string = '';
    while (last !== 201 && Date.now() - begun < PATIENCE_MS) {
      last = (await load.order()).status;
      if (last !== 201) await sleep(100);
    }
    figure('first order', after());
    expect(last).toBe(201);
    const [id] = load.accepted;
    await load.customer.reaches(id ?? 0, 'Shipped', 30_000);
    figure('first order Shipped', after());
    await load.stop();
  });
});

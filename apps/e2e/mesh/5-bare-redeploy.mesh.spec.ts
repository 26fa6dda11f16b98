import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { census, sayWhenFailed } from './support/account.js';
import { withoutRetries, type Undo } from './support/change.js';
import { figure } from './support/figures.js';
import { Load } from './support/load.js';
import { redeploy, settled, TWO_EACH } from './support/pods.js';
import { WORKLOADS } from './support/settings.js';
import { staged } from './support/stage.js';

/** Reads per second, over all services. */
const RATE = 150;

/** The effect of probes and preStop alone: retries of the mesh would hide their failures. */
describe('A redeployment, where nothing is sent twice', () => {
  const stage = staged(TWO_EACH);
  let restore: Undo;
  beforeAll(async () => {
    await settled(...WORKLOADS);
    restore = await withoutRetries();
  });
  afterAll(() => restore());

  it.each(WORKLOADS)('of %s fails no read', async (app) => {
    const load = (await Load.prepare(stage.mesh)).start(RATE, 0);
    try {
      await sleep(2_000);
      figure(app, `${await redeploy(app)} ms`);
      // The last of the old pods still has to end.
      await sleep(12_000);
    } finally {
      await load.stop();
    }
    figure(`${app}: reads`, `${load.answers.length}, failed: ${census(load.failures)}`);
    sayWhenFailed(load);
    expect(census(load.failures)).toBe('none');
  });
});

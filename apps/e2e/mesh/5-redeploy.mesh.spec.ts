import { beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { census, sayWhenFailed, settleAccount } from './support/account.js';
import { figure } from './support/figures.js';
import { Load } from './support/load.js';
import { redeploy, settled, TWO_EACH } from './support/pods.js';
import { WORKLOADS } from './support/settings.js';
import { staged } from './support/stage.js';

const ROUNDS = Number(process.env['MESH_ROUNDS'] ?? 2);
const RATE = Number(process.env['MESH_RATE'] ?? 30);
const REQUESTS = 10_000;

describe('A redeployment', () => {
  // Autoscaling has its own scenario; here it would only prolong the rounds.
  const stage = staged(TWO_EACH);
  beforeAll(() => settled(...WORKLOADS));

  /** Redeploys under load, and compares the customers' records with the stored data. */
  async function under(redeployments: (load: Load) => Promise<void>): Promise<void> {
    const load = (await Load.prepare(stage.mesh)).start(RATE);
    try {
      await redeployments(load);
    } finally {
      await load.stop();
    }
    sayWhenFailed(load);
    await settleAccount(load);
    expect(census(load.failures)).toBe('none');
  }

  it.each(WORKLOADS)('of %s alone is noticed by no customer', (app) =>
    under(async () => {
      figure(app, `${await redeploy(app)} ms`);
    }),
  );

  it('of each service and of all at once is noticed by no customer', () =>
    under(async (load) => {
      for (let round = 1; round <= ROUNDS; round += 1) {
        for (const app of WORKLOADS) figure(`round ${round}, ${app}`, `${await redeploy(app)} ms`);
        figure(`round ${round}, all at once`, `${await redeploy(...WORKLOADS)} ms`);
      }
      while (load.answers.length < REQUESTS) await sleep(500);
    }));
});

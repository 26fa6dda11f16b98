import { describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '../src/support/eventually.js';
import { census, settleAccount } from './support/account.js';
import { proxyStat } from './support/envoy.js';
import { failing, unreachable } from './support/faults.js';
import { figure, percentile } from './support/figures.js';
import { Load, warmUp } from './support/load.js';
import { hold, readyPods, settled } from './support/pods.js';
import { staged } from './support/stage.js';

const OVERLOAD_MS = 20_000;
/** Time limit of a rejection, in milliseconds. */
const FAST = 300;
const RELIEF_MS = 15_000;

/** Requests that the callers' proxies refused, for lack of a connection or of a slot for a pending request. */
async function overflows(): Promise<number> {
  const names = ['upstream_rq_pending_overflow', 'upstream_rq_active_overflow'];
  const counts = await Promise.all(names.map((name) => proxyStat('order', 'payment', name)));
  return counts.reduce((sum, count) => sum + count, 0);
}

describe('The breaker before payment', () => {
  // One caller, so that its pool is the only one and a small load fills it.
  const stage = staged({ order: 1, payment: 3 });

  it('rejects customers immediately while payment is slow and overloaded, and accepts them afterwards', async () => {
    await warmUp(stage.mesh);
    const before = await overflows();
    const load = (await Load.prepare(stage.mesh, 'pm_card_delay', 512)).start(35, 1);
    await sleep(OVERLOAD_MS);
    await load.stop();
    const relief = Date.now();
    const visitor = await Load.prepare(stage.mesh);
    await eventually(async () => expect(await visitor.order()).toMatchObject({ status: 201 }), RELIEF_MS);
    figure('first order after relief', `${Date.now() - relief} ms`);

    const turnedAway = load.answers.filter(({ status }) => status === 503);
    const took = turnedAway.map((answer) => answer.took);
    const overflow = (await overflows()) - before;
    figure('answers under overload', census(load.answers));
    figure('rejected', `p50 ${percentile(took, 0.5)} ms, p99 ${percentile(took, 0.99)} ms`);
    figure('overflow counted by the proxy', `+${overflow}`);
    await visitor.stop();
    await settleAccount(load);
    expect(load.failures.every(({ status, retryAfter }) => status === 503 && retryAfter)).toBe(true);
    expect(turnedAway.length).toBeGreaterThan(100);
    expect(overflow).toBeGreaterThan(100);
    expect(percentile(took, 0.99)).toBeLessThan(FAST);
  });

  it.each([
    ['that refuses connections', unreachable],
    ['that answers 503 to everything', failing],
  ])('takes out one pod of three %s, and orders go on', async (kind, fault) => {
    const ejected = (): Promise<number> => proxyStat('order', 'payment', 'outlier_detection.ejections_enforced_total');
    const [bad] = await readyPods('payment');
    const before = await ejected();
    const load = (await Load.prepare(stage.mesh)).start(25, 1);
    await sleep(3_000);
    const sick = await fault(bad?.metadata.name ?? '');
    await sleep(40_000);
    const ejections = (await ejected()) - before;
    await load.stop();
    await sick.end();
    const accepted = (100 * load.accepted.length) / load.answers.length;
    figure(`one of three ${kind}`, `${accepted.toFixed(2)} % of ${load.answers.length} orders accepted`);
    figure('ejections', ejections);
    await settleAccount(load);
    await settled('payment');
    expect(ejections).toBeGreaterThan(0);
    expect(accepted).toBeGreaterThanOrEqual(99.9);
  });

  it('lets two callers through to one pod of payment, each with a pool of its own', async () => {
    const back = await hold({ order: 2, payment: 1 });
    await warmUp(stage.mesh);
    // More concurrent requests than one pool allows, and fewer than two allow.
    const load = (await Load.prepare(stage.mesh, 'pm_card_delay', 512)).start(20, 1);
    await sleep(12_000);
    await load.stop();
    await back();
    figure('two callers of one slow pod', census(load.answers));
    await settleAccount(load);
    expect(census(load.failures)).toBe('none');
  });
});

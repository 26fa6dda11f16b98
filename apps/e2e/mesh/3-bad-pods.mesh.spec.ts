import { describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, request } from 'undici';
import { eventually } from '../src/support/eventually.js';
import { census, settleAccount } from './support/account.js';
import { takenOut } from './support/envoy.js';
import { failing, slow } from './support/faults.js';
import { figure, percentile } from './support/figures.js';
import { get } from './support/kubectl.js';
import { Load } from './support/load.js';
import { readyPods, TWO_EACH } from './support/pods.js';
import { INGRESS } from './support/settings.js';
import { staged } from './support/stage.js';

/** Existing connections of the gateway keep their filters until they are drained. */
const DRAINED_MS = 30_000;
const MORE = 100;

interface Rule {
  spec: {
    trafficPolicy: {
      connectionPool?: {
        tcp: { maxConnections?: number };
        http: { http1MaxPendingRequests: number; http2MaxRequests?: number };
      };
    };
  };
}

describe('The gateway before the services', () => {
  const stage = staged(TWO_EACH);

  it.each(['order', 'delivery', 'customerpage'] as const)(
    'takes out a pod of %s that answers 503 to everything, and customers go on',
    async (app) => {
      const [bad] = await readyPods(app);
      const load = (await Load.prepare(stage.mesh)).start(30);
      await sleep(2_000);
      const sick = await failing(bad?.metadata.name ?? '');
      const begun = Date.now();
      try {
        await eventually(async () => expect(await takenOut(app)).toContain(bad?.status.podIP), DRAINED_MS);
        figure(`${app}: the bad pod is out after`, `${Date.now() - begun} ms`);
        // The pod returns, fails again and is ejected again.
        await sleep(35_000);
      } finally {
        await load.stop();
        await sick.end();
      }
      const orders = load.answers.filter(({ what }) => what === 'POST /orders');
      const accepted = (100 * load.accepted.length) / orders.length;
      figure(`${app}: orders accepted`, `${accepted.toFixed(2)} % of ${orders.length}`);
      await settleAccount(load);
      expect(census(load.failures.filter(({ what }) => what.startsWith('GET')))).toBe('none');
      expect(accepted).toBeGreaterThanOrEqual(97);
    },
  );

  it.each([
    // Longer than sending all requests takes, and shorter than the gateway's timeout per attempt.
    ['order', '/cars', 1_500],
    ['delivery', '/deliveries?size=5', 1_500],
    ['customerpage', '/customerpages?size=5', 6_000],
  ] as const)('rejects immediately what exceeds the limit in the pool of %s', async (app, path, heldMs) => {
    const { connectionPool } = (await get<Rule>('destinationrule', app)).spec.trafficPolicy;
    const { maxConnections, http2MaxRequests } = { ...connectionPool?.tcp, ...connectionPool?.http };
    // Without a pool the limit counts as infinite: no request is rejected, and the test reports it.
    const places =
      (http2MaxRequests ?? maxConnections ?? 4_096) + (connectionPool?.http.http1MaxPendingRequests ?? 256);
    const authorization = `Bearer ${await stage.mesh.issuer.token({ sub: 'crowd' })}`;
    const dispatcher = new Agent({ connections: places + MORE });
    const send = async (): Promise<{ kind: string; took: number }> => {
      const from = performance.now();
      const { statusCode, headers, body } = await request(INGRESS + path, { dispatcher, headers: { authorization } });
      await body.dump();
      const suffix = headers['retry-after'] === undefined ? '' : ' with Retry-After';
      return { kind: `${statusCode}${suffix}`, took: performance.now() - from };
    };
    const held = await slow(heldMs, ...(await readyPods(app)).map(({ metadata }) => metadata.name));
    try {
      const answers = await Promise.all(Array.from({ length: places + MORE }, send));
      const refused = answers.filter(({ kind, took }) => kind === '503 with Retry-After' && took < (heldMs * 2) / 3);
      const served = answers.filter(({ kind }) => kind === '200');
      const p99 = percentile(
        refused.map(({ took }) => took),
        0.99,
      );
      figure(
        `${app}: of ${answers.length} at once`,
        `${refused.length} refused (p99 ${p99} ms), ${served.length} served`,
      );
      expect(new Set(answers.map(({ kind }) => kind))).toEqual(new Set(['200', '503 with Retry-After']));
      expect(refused.length).toBeGreaterThan(0);
      expect(served.length).toBeGreaterThan(0);
    } finally {
      await dispatcher.close();
      await held.end();
    }
  });
});

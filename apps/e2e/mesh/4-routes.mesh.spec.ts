import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { withoutEjection, type Undo } from './support/change.js';
import { slow, unreachable, type Fault } from './support/faults.js';
import { figure } from './support/figures.js';
import { get } from './support/kubectl.js';
import { readyPods, settled, TWO_EACH } from './support/pods.js';
import { ROUTES, send, type Reply, type Route } from './support/routes.js';
import { WORKLOADS, type Workload } from './support/settings.js';
import { staged } from './support/stage.js';

/** Longer than every timeout. */
const HELD_MS = 15_000;
/** Fewer concurrent requests than the mesh's limit of concurrent retries. */
const AT_ONCE = 8;
const ROUNDS = 5;
/**
 * A retry may select the same pod, which looks less busy than the other. Without another attempt most requests would be
 * lost.
 */
const LOST = 0.2;

const routesTo = (app: Workload): Route[] => ROUTES.filter(({ to }) => to === app);

/** Tolerance for a proxy's timeout on a busy machine. */
const late = (timeout: number): number => timeout + 600;

describe('The routes of the mesh', () => {
  const stage = staged(TWO_EACH);
  let restore: Undo;
  // Ejection would hide the behaviour of the routes.
  beforeAll(async () => {
    restore = await withoutEjection();
  });
  afterAll(() => restore());

  /** Sends until the fault takes effect: existing connections keep their filters until they are drained. */
  async function felt(route: Route, times: number, isFelt: (reply: Reply) => boolean): Promise<Reply[]> {
    for (let tries = 0; tries < 60; tries += 1) {
      const replies = await send(stage.mesh, route, times);
      if (replies.some(isFelt)) return replies;
    }
    throw new Error(`${route.name} does not feel the fault`);
  }

  async function quick(route: Route): Promise<void> {
    for (let tries = 0; tries < 10; tries += 1) {
      if ((await send(stage.mesh, route, AT_ONCE)).every(({ took }) => took < 900)) return;
    }
    throw new Error(`${route.name} stays slow`);
  }

  /** Injects a fault for the tests of a `describe`. */
  function during(app: Workload, pods: number, make: (...names: string[]) => Promise<Fault>): void {
    let fault: Fault;
    beforeAll(async () => {
      const names = (await readyPods(app)).map(({ metadata }) => metadata.name);
      fault = await make(...names.slice(0, pods));
    });
    afterAll(async () => {
      await fault.end();
      await settled(app);
    });
  }

  it('are those of the gateway, each with a request of its own', async () => {
    const { spec } = await get<{ spec: { http: { name: string }[] } }>('virtualservice', 'carshare');
    const known = ROUTES.filter(({ from }) => from === 'gateway').map(({ name }) => name);
    expect(known.toSorted()).toEqual(spec.http.map(({ name }) => name).toSorted());
  });

  describe.each(WORKLOADS)('to %s', (app) => {
    describe('where one pod is slow', () => {
      during(app, 1, (...pods) => slow(HELD_MS, ...pods));

      it.each(routesTo(app).filter(({ perTry }) => perTry !== undefined))(
        '$name: the other pod is tried in time',
        async (route) => {
          const replies = await felt(route, AT_ONCE, ({ took }) => took > 900);
          const slowest = Math.max(...replies.map(({ took }) => took));
          figure(`${route.name}: answered at the latest after`, `${Math.round(slowest)} ms`);
          expect(replies.filter(({ status }) => status >= 500)).toEqual([]);
          expect(slowest).toBeLessThan(late(route.timeout ?? NaN));
        },
      );
    });

    describe('where every pod is slow', () => {
      during(app, Infinity, (...pods) => slow(HELD_MS, ...pods));

      it.each(routesTo(app))('$name: the timeout is as configured', async (route) => {
        // A second attempt may still use an existing connection.
        const [reply] = await felt(route, 1, ({ status, took }) => status >= 500 || took > 3_000);
        figure(`${route.name}: waited for`, `${Math.round(reply?.took ?? NaN)} ms, then ${reply?.status}`);
        if (route.timeout === undefined) {
          expect(reply?.status).toBe(200);
        } else {
          expect(reply?.took).toBeGreaterThan(route.timeout - 100);
          expect(reply?.took).toBeLessThan(late(route.timeout));
        }
      });
    });

    describe('when one pod refuses connections', () => {
      during(app, 1, (pod = '') => unreachable(pod));

      it.each(routesTo(app))('$name: the way leads past it', async (route) => {
        // Connections from before this fault end with their next answer, and some still have the previous fault.
        await quick(route);
        const replies: Reply[] = [];
        for (let round = 0; round < ROUNDS; round += 1) replies.push(...(await send(stage.mesh, route, AT_ONCE)));
        const lost = replies.filter(({ status }) => status >= 500).length;
        figure(`${route.name}: lost`, `${lost} of ${replies.length}`);
        expect(lost).toBeLessThanOrEqual(replies.length * LOST);
      });
    });
  });
});

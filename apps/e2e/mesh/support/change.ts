import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parse } from 'yaml';
import { ROOT } from '../../src/support/launcher.js';
import { get, kubectl } from './kubectl.js';
import { WORKLOADS } from './settings.js';

/** Puts back what was changed. */
export type Undo = () => Promise<void>;

interface Spec {
  http?: readonly object[];
}

/** Changes an object of the shop. @param patch makes a JSON patch (RFC 6902) of its specification */
async function changed(object: string, patch: (spec: Spec) => readonly object[]): Promise<Undo> {
  const { spec } = await get<{ spec: Spec }>(object);
  await patched(object, patch(spec));
  return () => patched(object, [{ op: 'replace', path: '/spec', value: spec }]);
}

/** Nothing in the mesh is sent a second time. */
export function withoutRetries(): Promise<Undo> {
  return allOf(['carshare', 'payment', 'delivery'], (name) =>
    changed(`virtualservice/${name}`, ({ http = [] }) =>
      http.map((_, i) => ({ op: 'add', path: `/spec/http/${i}/retries`, value: { attempts: 0 } })),
    ),
  );
}

/** No pod is taken out for its errors. */
export function withoutEjection(): Promise<Undo> {
  return allOf(WORKLOADS, (app) =>
    changed(`destinationrule/${app}`, () => [
      // An addition first, so that there is something to remove where a mutation was here before.
      { op: 'add', path: '/spec/trafficPolicy/outlierDetection', value: {} },
      { op: 'remove', path: '/spec/trafficPolicy/outlierDetection' },
    ]),
  );
}

/** Orders are shared between two versions as `istio/scenarios/order-canary-90-10.yaml` says. */
export function withCanary(): Promise<Undo> {
  const { spec } = parse(readFileSync(join(ROOT, 'istio/scenarios/order-canary-90-10.yaml'), 'utf8')) as { spec: Spec };
  return allOf(['carshare'], (name) =>
    changed(`virtualservice/${name}`, () => [{ op: 'replace', path: '/spec', value: spec }]),
  );
}

async function allOf(names: readonly string[], change: (name: string) => Promise<Undo>): Promise<Undo> {
  const undone: Undo[] = [];
  for (const name of names) undone.push(await change(name));
  // The proxies get their new configuration a moment after the API has taken it.
  await sleep(5_000);
  return async () => {
    for (const undo of undone) await undo();
  };
}

async function patched(object: string, patch: readonly object[]): Promise<void> {
  await kubectl(['patch', object, '--type=json', '--patch', JSON.stringify(patch)]);
}

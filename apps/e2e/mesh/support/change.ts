import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parse } from 'yaml';
import { ROOT } from '../../src/support/launcher.js';
import { get, kubectl } from './kubectl.js';
import { WORKLOADS } from './settings.js';

/** Restores the previous state. */
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

/** Disables all retries of the mesh. */
export function withoutRetries(): Promise<Undo> {
  return allOf(['carshare', 'payment', 'delivery'], (name) =>
    changed(`virtualservice/${name}`, ({ http = [] }) =>
      http.map((_, i) => ({ op: 'add', path: `/spec/http/${i}/retries`, value: { attempts: 0 } })),
    ),
  );
}

/** Disables outlier detection. */
export function withoutEjection(): Promise<Undo> {
  return allOf(WORKLOADS, (app) =>
    changed(`destinationrule/${app}`, () => [
      // Adds the field first, so that the removal succeeds also when it is missing.
      { op: 'add', path: '/spec/trafficPolicy/outlierDetection', value: {} },
      { op: 'remove', path: '/spec/trafficPolicy/outlierDetection' },
    ]),
  );
}

/** Shares orders between two versions, as in `istio/scenarios/order-canary-90-10.yaml`. */
export function withCanary(): Promise<Undo> {
  const { spec } = parse(readFileSync(join(ROOT, 'istio/scenarios/order-canary-90-10.yaml'), 'utf8')) as { spec: Spec };
  return allOf(['carshare'], (name) =>
    changed(`virtualservice/${name}`, () => [{ op: 'replace', path: '/spec', value: spec }]),
  );
}

async function allOf(names: readonly string[], change: (name: string) => Promise<Undo>): Promise<Undo> {
  const undone: Undo[] = [];
  for (const name of names) undone.push(await change(name));
  // The proxies receive their new configuration shortly after the API has accepted it.
  await sleep(5_000);
  return async () => {
    for (const undo of undone) await undo();
  };
}

async function patched(object: string, patch: readonly object[]): Promise<void> {
  await kubectl(['patch', object, '--type=json', '--patch', JSON.stringify(patch)]);
}

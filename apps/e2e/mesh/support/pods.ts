import { setTimeout as sleep } from 'node:timers/promises';
import { get, kubectl } from './kubectl.js';
import { SHOP, WORKLOADS, type Workload } from './settings.js';

export interface Pod {
  metadata: { name: string; deletionTimestamp?: string };
  status: { podIP?: string; conditions?: { type: string; status: string }[] };
}

/** The pods of a workload that are ready and not being deleted. */
export async function readyPods(app: string, namespace = SHOP): Promise<Pod[]> {
  return (await podsOf(app, namespace)).filter(isReady);
}

async function podsOf(app: string, namespace: string): Promise<Pod[]> {
  const { items } = await get<{ items: Pod[] }>('pods', '--namespace', namespace, '-l', `app=${app}`);
  return items;
}

function isReady({ metadata, status }: Pod): boolean {
  const isUp = status.conditions?.some((condition) => condition.type === 'Ready' && condition.status === 'True');
  return isUp === true && metadata.deletionTimestamp === undefined;
}

/** The name of one pod of a workload. */
export async function onePod(app: string, namespace = SHOP): Promise<string> {
  const [pod] = await readyPods(app, namespace);
  if (!pod) throw new Error(`no pod of ${app} is ready`);
  return pod.metadata.name;
}

/** Replaces every pod of the workloads and waits until the new ones are ready. @returns the duration in milliseconds */
export async function redeploy(...apps: readonly Workload[]): Promise<number> {
  const begun = Date.now();
  await kubectl(['rollout', 'restart', ...apps.map((app) => `deployment/${app}`)]);
  await settled(...apps);
  return Date.now() - begun;
}

/** Waits until the deployments have the desired number of ready pods. */
export async function settled(...apps: readonly Workload[]): Promise<void> {
  await Promise.all(
    apps.map((app) => kubectl(['rollout', 'status', `deployment/${app}`, '--timeout=300s'], { within: 310_000 })),
  );
}

/** Two pods of every workload, so that one of them may be removed. */
export const TWO_EACH = Object.fromEntries(WORKLOADS.map((app) => [app, 2]));

interface Autoscaler {
  spec: { minReplicas: number; maxReplicas: number };
}

/**
 * Fixes the number of pods of workloads, and waits until it is reached.
 * @returns a function that returns control to the autoscalers; they also get it back when a workload does not reach its
 *   number
 */
export async function hold(pods: Partial<Record<Workload, number>>): Promise<() => Promise<void>> {
  const held: (() => Promise<void>)[] = [];
  const release = async (): Promise<void> => {
    for (const giveBack of held) await giveBack();
  };
  try {
    for (const [app, replicas] of Object.entries(pods)) {
      const { spec } = await get<Autoscaler>('hpa', app);
      held.push(() => bound(app, spec.minReplicas, spec.maxReplicas));
      await bound(app, replicas, replicas);
      await counted(app, replicas);
    }
  } catch (error) {
    await release();
    throw error;
  }
  return release;
}

async function bound(app: string, minReplicas: number, maxReplicas: number): Promise<void> {
  await kubectl(['patch', 'hpa', app, '--patch', JSON.stringify({ spec: { minReplicas, maxReplicas } })]);
}

/** All pods are ready, and no surplus pod is still ending. */
async function counted(app: string, replicas: number): Promise<void> {
  for (let tries = 0; tries < 240; tries += 1) {
    const pods = await podsOf(app, SHOP);
    if (pods.length === replicas && pods.every(isReady)) return;
    await sleep(500);
  }
  throw new Error(`${app} did not come to ${replicas} pods`);
}

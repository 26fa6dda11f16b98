import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { kubectl } from './kubectl.js';
import { onePod } from './pods.js';
import { SHOP } from './settings.js';

/**
 * The command that kills a container's process with SIGKILL, called with namespace, pod and container; only the node
 * can do that. Without it a pod is deleted without grace, which also removes it from the endpoints immediately.
 */
const KILL = process.env['MESH_KILL'];

/**
 * The command that stops and restarts a server outside the cluster, called with `kafka`, `mysql` or `postgres` and
 * `begin` or `end`.
 */
export const OUTAGE = process.env['MESH_OUTAGE'];

/** How pods are killed, as text. */
export const howKilled = KILL ? 'SIGKILL' : 'deleted without grace';

/** Kills one pod of a workload without warning. @returns its name */
export async function kill(app: string, container = app, namespace = SHOP): Promise<string> {
  const name = await onePod(app, namespace);
  if (KILL) await promisify(execFile)(KILL, [namespace, name, container]);
  else await kubectl(['--namespace', namespace, 'delete', 'pod', name, '--grace-period=0', '--force', '--wait=false']);
  return name;
}

/** Stops a server, waits, and restarts it. */
export async function outage(server: 'kafka' | 'mysql' | 'postgres', during: () => Promise<unknown>): Promise<void> {
  if (!OUTAGE) throw new Error('MESH_OUTAGE is not set');
  await promisify(execFile)(OUTAGE, [server, 'begin']);
  try {
    await during();
  } finally {
    await promisify(execFile)(OUTAGE, [server, 'end']);
  }
}

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { kubectl } from './kubectl.js';
import { onePod } from './pods.js';
import { SHOP } from './settings.js';

/**
 * The command that ends a container's process with SIGKILL, called with namespace, pod and container: only the node can do that.
 * Without it a pod is deleted without grace, which takes it out of the endpoints at the same moment.
 */
const KILL = process.env['MESH_KILL'];

/** The command that takes a server outside the cluster away and gives it back, called with `kafka`, `mysql` or `postgres` and `begin` or `end`. */
export const OUTAGE = process.env['MESH_OUTAGE'];

/** How pods are killed, in words. */
export const howKilled = KILL ? 'SIGKILL' : 'deleted without grace';

/** Ends one pod of a workload from one moment to the next. @returns its name */
export async function kill(app: string, container = app, namespace = SHOP): Promise<string> {
  const name = await onePod(app, namespace);
  if (KILL) await promisify(execFile)(KILL, [namespace, name, container]);
  else await kubectl(['--namespace', namespace, 'delete', 'pod', name, '--grace-period=0', '--force', '--wait=false']);
  return name;
}

/** Takes a server away, waits, and gives it back. */
export async function away(server: 'kafka' | 'mysql' | 'postgres', whileAway: () => Promise<unknown>): Promise<void> {
  if (!OUTAGE) throw new Error('MESH_OUTAGE is not set');
  await promisify(execFile)(OUTAGE, [server, 'begin']);
  try {
    await whileAway();
  } finally {
    await promisify(execFile)(OUTAGE, [server, 'end']);
  }
}

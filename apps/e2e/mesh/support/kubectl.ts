import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { SHOP } from './settings.js';

interface Options {
  /** The standard input. */
  input?: string;
  /** Time limit in milliseconds. */
  within?: number;
}

/** Runs kubectl in the shop's namespace, unless the arguments name another one. @returns its output */
export async function kubectl(args: readonly string[], { input = '', within = 60_000 }: Options = {}): Promise<string> {
  const child = spawn('kubectl', ['--namespace', SHOP, ...args], { timeout: within, killSignal: 'SIGKILL' });
  const exit = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  const [code, out, err] = await Promise.all([exit, text(child.stdout), text(child.stderr)]);
  if (code !== 0) throw new Error(`kubectl ${args.join(' ').slice(0, 200)}: ${err.trim() || 'took too long'}`);
  return out;
}

/** The output of `kubectl get`, parsed. */
export async function get<T>(...args: string[]): Promise<T> {
  return JSON.parse(await kubectl(['get', ...args, '-o', 'json'])) as T;
}

/** Applies manifests. */
export async function apply(namespace: string, ...items: readonly object[]): Promise<void> {
  const input = JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
  await kubectl(['--namespace', namespace, 'apply', '-f', '-'], { input });
}

/** Runs a Node.js script in the container of a workload's pod, or of the named pod. */
export function runScript(pod: string, container: string, script: string, namespace = SHOP): Promise<string> {
  return kubectl(['--namespace', namespace, 'exec', pod, '-c', container, '--', 'node', '-e', script]);
}

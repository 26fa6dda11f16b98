import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { eventually } from '../../src/support/eventually.js';
import { ROOT } from '../../src/support/launcher.js';
import { get } from './kubectl.js';
import { WORKLOADS, type Workload } from './settings.js';

interface Deployment {
  spec: {
    template: {
      spec: {
        volumes: { secret?: { secretName: string } }[];
        containers: { envFrom: { configMapRef: { name: string } }[] }[];
      };
    };
  };
}

/** The addresses of the shop's data: the variables of `npm run verify`, or those of the workloads themselves. */
async function addresses(): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const app of WORKLOADS) found[`${app.toUpperCase()}_DATABASE_URL`] = await databaseUrl(app);
  const { spec } = await get<Deployment>('deployment', 'order');
  for (const { configMapRef } of spec.template.spec.containers[0]?.envFrom ?? []) {
    const { data } = await get<{ data: Record<string, string> }>('configmap', configMapRef.name);
    if (data['KAFKA_BROKERS']) found['KAFKA_BROKERS'] = data['KAFKA_BROKERS'];
  }
  return { ...found, ...(process.env as Record<string, string>) };
}

async function databaseUrl(app: Workload): Promise<string> {
  const { spec } = await get<Deployment>('deployment', app);
  const name = spec.template.spec.volumes.find(({ secret }) => secret)?.secret?.secretName ?? '';
  const { data } = await get<{ data: Record<string, string> }>('secret', name);
  return Buffer.from(data['database-url'] ?? '', 'base64')
    .toString()
    .trim();
}

/**
 * Runs `npm run verify` until everything has settled and every invariant holds. Orders still in progress at the end of
 * the time limit are a breach.
 * @returns the closing line of its report
 */
export async function verified(patience = 90_000): Promise<string> {
  const env = { ...process.env, ...(await addresses()), NODE_OPTIONS: '' };
  return eventually(async () => {
    try {
      const { stdout } = await promisify(execFile)(
        process.execPath,
        ['--disable-warning=ExperimentalWarning', 'tools/verify/src/main.ts', '--settled'],
        { cwd: ROOT, env, maxBuffer: 1e8 },
      );
      return stdout.trim().split('\n').at(-1) ?? '';
    } catch (error) {
      const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
      throw new Error(`verify is not clean:\n${(stdout + stderr).slice(0, 4_000)}`, { cause: error });
    }
  }, patience);
}

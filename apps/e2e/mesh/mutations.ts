/**
 * Removes or weakens one policy, runs the scenario that must notice, and restores the policy, one after another:
 * `node apps/e2e/mesh/mutations.ts [name…]`. Exits with 1 when a scenario passes without its policy.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { MUTATIONS, type Mutation } from './support/mutations.ts';

const ROOT = join(import.meta.dirname, '../../..');
const NAMESPACE = process.env['MESH_NAMESPACE'] ?? 'carshare';

interface Saved {
  metadata: Record<string, unknown>;
  status?: unknown;
}

function kubectl(namespace: string, args: readonly string[], input = ''): string {
  return execFileSync('kubectl', ['--namespace', namespace, ...args], {
    input,
    encoding: 'utf8',
    timeout: 330_000,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
}

/** @returns whether the scenario failed, as it must */
function isNoticed({ scenario, test, every }: Mutation): boolean {
  const jest = [
    '--experimental-vm-modules',
    '--disable-warning=ExperimentalWarning',
    join(ROOT, 'node_modules/jest/bin/jest.js'),
    '-c',
    'apps/e2e/mesh/jest.config.mjs',
  ];
  const run = spawnSync(process.execPath, [...jest, scenario, '-t', test], {
    cwd: ROOT,
    encoding: 'utf8',
    timeout: 900_000,
  });
  const [failed, passed] = [/ ✕ /.test(run.stderr), / ✓ /.test(run.stderr)];
  if (!failed && !passed) throw new Error(`${scenario} ran no test:\n${run.stderr}`);
  return failed && !(every && passed);
}

async function settle(namespace: string, object: string): Promise<void> {
  if (object.startsWith('deployment')) kubectl(namespace, ['rollout', 'status', object, '--timeout=300s']);
  // The proxies receive their new configuration shortly after the API has accepted it.
  await sleep(4_000);
}

async function mutate(mutation: Mutation): Promise<boolean> {
  const { object, patch, namespace = NAMESPACE } = mutation;
  const saved = JSON.parse(kubectl(namespace, ['get', object, '-o', 'json'])) as Saved;
  const { name, labels, annotations } = saved.metadata;
  saved.metadata = { name, namespace, labels, annotations };
  delete saved.status;
  try {
    if (patch) kubectl(namespace, ['patch', object, '--type=json', '--patch', JSON.stringify(patch)]);
    else kubectl(namespace, ['delete', object]);
    await settle(namespace, object);
    return isNoticed(mutation);
  } finally {
    kubectl(namespace, [patch ? 'replace' : 'create', '-f', '-'], JSON.stringify(saved));
    await settle(namespace, object);
  }
}

const wanted = process.argv.slice(2);
let missed = 0;
for (const mutation of MUTATIONS.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
  const noticed = await mutate(mutation);
  if (!noticed) missed += 1;
  console.log(
    `${noticed ? 'noticed' : 'MISSED '}  ${mutation.name.padEnd(36)} by ${mutation.scenario}: ${mutation.test}`,
  );
}
process.exitCode = missed > 0 ? 1 : 0;

/**
 * Fuzzes the four services against their committed OpenAPI documents with Schemathesis, on a shop of its own: no 5xx
 * but the documented 503, and no answer outside the document. `node apps/e2e/fuzz/fuzz.ts`; SECONDS bounds the whole
 * run, SEED repeats one, SCHEMATHESIS names the program. The shop is seeded with one order, so that the documents'
 * examples find something.
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { request } from 'undici';
import { freePorts, ROOT, SERVICES, startShop, type ServiceName, type Shop } from '../src/support/launcher.ts';

const PROGRAM = process.env['SCHEMATHESIS'] ?? 'schemathesis';
const SECONDS = Number(process.env['SECONDS'] ?? 60);
const SEED = process.env['SEED'] ?? String(Math.floor(Math.random() * 1e9));
const FOLDER = join(ROOT, 'apps', 'e2e', 'fuzz');
/** An endless response, which the fuzzer cannot read. */
const STREAM = '/customerpages/stream';

async function placeOrder(shop: Shop): Promise<void> {
  const answer = await request(`${shop.urls.gateway}/orders`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ productId: '1001', qty: 1 }),
  });
  if (answer.statusCode !== 201) throw new Error(`the first order was answered ${answer.statusCode}`);
  await answer.body.dump();
}

/** @returns whether the fuzzer found no fault */
function fuzz(service: ServiceName, url: string): Promise<boolean> {
  const document = join(ROOT, 'apps', service, 'openapi.json');
  const bounds = [
    '--max-time',
    String(Math.ceil(SECONDS / SERVICES.length)),
    '--request-timeout',
    '15',
    '--seed',
    SEED,
  ];
  const args = [
    '--config-file',
    join(FOLDER, 'schemathesis.toml'),
    'run',
    document,
    '--url',
    url,
    '--exclude-path',
    STREAM,
  ];
  const child = spawn(PROGRAM, [...args, '--continue-on-failure', '--no-color', '--warnings', 'off', ...bounds], {
    cwd: tmpdir(),
    stdio: 'inherit',
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code === 0));
  });
}

async function main(): Promise<void> {
  if (spawnSync(PROGRAM, ['--version']).status !== 0) {
    process.stderr.write(
      'schemathesis is missing, nothing was fuzzed: pip install schemathesis, or set SCHEMATHESIS.\n',
    );
    process.exitCode = 1;
    return;
  }
  const folder = await mkdtemp(join(tmpdir(), 'carshare-fuzz-'));
  const shop = await startShop({
    env: { PATH: process.env['PATH'], DATA_DIR: folder },
    ports: await freePorts(),
    demoFleet: true,
    onLine: (name, line) => process.stderr.write(`${name} | ${line}\n`),
  });
  const found: string[] = [];
  try {
    await placeOrder(shop);
    for (const service of SERVICES) if (!(await fuzz(service, shop.urls[service]))) found.push(service);
  } finally {
    await shop.stop();
    await rm(folder, { recursive: true });
  }
  const verdict = found.length > 0 ? `findings in ${found.join(', ')}` : 'no findings';
  process.stdout.write(`fuzz: seed ${SEED}, ${SERVICES.length} services, ${verdict}\n`);
  process.exitCode = found.length > 0 ? 1 : 0;
}

await main();

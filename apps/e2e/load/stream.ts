/**
 * The live stream under load: 500 open pages while 50 orders/s run for 30 s, then a restart of customerpage.
 * Run `node apps/e2e/load/stream.ts`; PAGES, RATE and SECONDS change the measure. Identity is off, so every page
 * receives every change. Prints the figures, and fails when one misses its goal.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, request } from 'undici';
import { freePorts, startShop, type Shop } from '../src/support/launcher.ts';
import { StreamPage, type Tally } from './stream-page.ts';

const PAGES = Number(process.env['PAGES'] ?? 500);
const RATE = Number(process.env['RATE'] ?? 50);
const SECONDS = Number(process.env['SECONDS'] ?? 30);
const GOALS = { rss: 200e6, delay: 1_000, back: 30_000 };
const dispatcher = new Agent({ connections: 64 });

async function send(shop: Shop, method: 'GET' | 'POST' | 'PATCH', path: string, body?: object): Promise<number> {
  const answer = await request(shop.urls.gateway + path, {
    method,
    dispatcher,
    headers: { 'content-type': 'application/json' },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  await answer.body.dump();
  return answer.statusCode;
}

/** The memory that the process reports, in bytes. */
async function residentSet(shop: Shop): Promise<number> {
  const answer = await request(`${shop.urls.customerpage}/metrics`, { dispatcher });
  return Number(/^process_resident_memory_bytes\S* (\S+)/m.exec(await answer.body.text())?.[1]);
}

async function until(what: string, isSo: () => boolean, patienceMs: number): Promise<number> {
  const begun = Date.now();
  while (!isSo()) {
    if (Date.now() - begun > patienceMs) throw new Error(`${what} did not happen within ${patienceMs} ms`);
    await sleep(10);
  }
  return Date.now() - begun;
}

/** Orders at a steady rate, independent of earlier answers. @returns the number of answers by status */
async function order(shop: Shop): Promise<Map<number, number>> {
  const answers = new Map<number, number>();
  const open: Promise<void>[] = [];
  const begun = performance.now();
  for (let sent = 0; sent < RATE * SECONDS; sent += 1) {
    const wait = begun + (sent * 1000) / RATE - performance.now();
    if (wait > 1) await sleep(wait);
    open.push(
      send(shop, 'POST', '/orders', { productId: '1001', qty: 1 }).then((status) => {
        answers.set(status, (answers.get(status) ?? 0) + 1);
      }),
    );
  }
  await Promise.all(open);
  return answers;
}

function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

const folder = await mkdtemp(join(tmpdir(), 'carshare-load-'));
const env = { PATH: process.env['PATH'], DATA_DIR: folder };
const shop = await startShop({ env, ports: await freePorts(), demoFleet: true });
const tally: Tally = { updates: 0, delays: [] };
const pages = Array.from({ length: PAGES }, (_, at) => new StreamPage(shop.urls.gateway, tally, at % 10 === 0));
let peak = 0;
const watch = setInterval(
  () =>
    void residentSet(shop).then(
      (bytes) => (peak = Math.max(peak, bytes)),
      () => undefined,
    ),
  250,
);
try {
  await send(shop, 'PATCH', '/cars/1001', { stock: 1_000_000 });
  const runs = pages.map((page) => page.run());
  const opened = await until('all pages live', () => pages.every((page) => page.readies === 1), 20_000);
  const answers = await order(shop);
  await sleep(2_000);
  const placed = answers.get(201) ?? 0;
  const sorted = tally.delays.toSorted((a, b) => a - b);
  const loadPeak = peak;

  await shop.kill('customerpage');
  const restarted = Date.now();
  await shop.start('customerpage');
  const started = Date.now() - restarted;
  await until('all pages live again', () => pages.every((page) => page.readies === 2), GOALS.back);
  const back = Date.now() - restarted;
  clearInterval(watch);
  for (const page of pages) page.close();
  await Promise.all(runs);

  const p99 = percentile(sorted, 0.99);
  const figures = [
    `pages         ${PAGES} live after ${opened} ms`,
    `orders        ${placed} of ${RATE * SECONDS} placed at ${RATE}/s; answers ${JSON.stringify([...answers])}`,
    `updates       ${tally.updates} arrived, ${Math.round(tally.updates / SECONDS)}/s`,
    `delay         p50 ${percentile(sorted, 0.5)} ms, p99 ${p99} ms, worst ${sorted.at(-1)} ms of ${sorted.length} measured (goal: p99 under ${GOALS.delay} ms)`,
    `memory        ${Math.round(loadPeak / 1e6)} MB at most (goal: under ${GOALS.rss / 1e6} MB)`,
    `restart       ready after ${started} ms, all pages back after ${back} ms`,
  ];
  process.stdout.write(`${figures.join('\n')}\n`);
  const faults = [
    ...(placed === RATE * SECONDS ? [] : ['not every order was placed']),
    ...(tally.updates >= placed * PAGES ? [] : ['updates are missing']),
    ...(p99 < GOALS.delay ? [] : ['updates arrive too late']),
    ...(loadPeak < GOALS.rss ? [] : ['customerpage takes too much memory']),
  ];
  for (const fault of faults) process.stdout.write(`MISSED        ${fault}\n`);
  process.exitCode = faults.length > 0 ? 1 : 0;
} finally {
  clearInterval(watch);
  await shop.stop();
  await rm(folder, { recursive: true, force: true });
}

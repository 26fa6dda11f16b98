import { setTimeout as sleep } from 'node:timers/promises';
import { Customers } from '../processes/customers.js';
import { Random } from '../runtime/random.js';
import { Supervisor } from '../processes/supervisor.js';
import { settle, type Settled } from '../processes/settle.js';
import { openStage, type Stage } from '../processes/stage.js';
import type { Server } from '../processes/surroundings.js';
import { Observer, type Seen } from './observer.js';
import { Orders } from './orders.js';

export const OUTAGES = ['refused', 'frozen', 'one-of-three'] as const;
export type Outage = (typeof OUTAGES)[number];

export interface OutageOptions {
  outage: Outage;
  /** Duration of the outage. */
  seconds: number;
  /** Orders per second. */
  rate: number;
}

/** Promised time from the end of the outage until every order is shipped, in milliseconds. */
const SHIPPED_WITHIN_MS = 30_000;
const BEFORE_MS = 5_000;
const SAID_EVERY_MS = 5_000;

interface Result extends Settled, Seen {
  asked: number;
  refused: number;
  unanswered: number;
  /**
   * Measured time from the end of the outage until every order is shipped, in milliseconds; null when it exceeds twice
   * the promise.
   */
  shippedAfter: number | null;
  deaths: readonly string[];
}

/** Stops the broker, or one of three, under load and checks the promise. @returns whether it was kept */
export async function runOutage(options: OutageOptions): Promise<boolean> {
  const { outage, seconds, rate } = options;
  console.log(`outage of Kafka: ${outage}, ${seconds} s, ${rate} orders/s`);
  const supervisor = new Supervisor();
  const stage = await openStage(true, supervisor, outage === 'one-of-three' ? 3 : 1);
  let right = false;
  try {
    const result = await underLoad(stage, supervisor, options);
    report(result);
    const faults = faultsOf(result);
    for (const fault of faults) console.log(`FAILED: ${fault}`);
    right = faults.length === 0;
    return right;
  } finally {
    supervisor.release();
    await stage.close(right);
  }
}

async function underLoad(
  stage: Stage,
  supervisor: Supervisor,
  { outage, seconds, rate }: OutageOptions,
): Promise<Result> {
  const url = stage.shop.urls.gateway;
  let refused = 0;
  let unanswered = 0;
  const customers = new Customers(
    url,
    new Random(1),
    rate,
    ({ kind, answer, code, took }) => {
      if (kind !== 'order' || answer === 201) return;
      if (answer === null) unanswered += 1;
      else refused += 1;
      console.log(`an order was answered ${answer ?? 'not at all'} (${code ?? 'no code'}) after ${took} ms`);
    },
    0,
  );
  const observer = new Observer(stage.shop.urls);
  const load = [customers.run(), observer.run()];
  await sleep(BEFORE_MS);
  const end = await begin(stage, outage);
  console.log(`the outage begins`);
  observer.begin();
  await sleep(seconds * 1_000);
  observer.end();
  const over = Date.now();
  await end();
  console.log(`the broker is back after ${Date.now() - over} ms of starting`);
  // Counts from the broker's first answer: the start of the broker is not the shop's time.
  const back = Date.now();
  await customers.stop();
  const shippedAfter = await allShipped(url, back);
  observer.stop();
  await Promise.all(load);
  const settled = await settle(url, stage.profile, customers, back);
  const asked = customers.memories.length;
  return { ...settled, ...observer.seen, asked, refused, unanswered, shippedAfter, deaths: supervisor.deaths };
}

/** @returns a function that ends the outage */
async function begin({ servers }: Stage, outage: Outage): Promise<() => Promise<void>> {
  const brokers = servers.filter(({ name }) => name.startsWith('Kafka'));
  const struck = outage === 'one-of-three' ? brokers.slice(0, 1) : brokers;
  if (outage === 'refused') {
    await Promise.all(struck.map((server) => server.kill('SIGKILL')));
    return async () => {
      await Promise.all(struck.map((server) => server.start()));
    };
  }
  signal(struck, 'SIGSTOP');
  return async () => signal(struck, 'SIGCONT');
}

function signal(servers: readonly Server[], name: NodeJS.Signals): void {
  for (const { pid } of servers) if (pid !== undefined) process.kill(pid, name);
}

/** @returns milliseconds since then; null when it takes more than twice the promised time */
async function allShipped(url: string, since: number): Promise<number | null> {
  const orders = new Orders(url);
  let open: number | undefined;
  for (let saidAt = since; Date.now() - since < 2 * SHIPPED_WITHIN_MS;) {
    open = await orders.unshipped().catch(() => undefined);
    if (open === 0) return Date.now() - since;
    if (Date.now() - saidAt >= SAID_EVERY_MS) {
      saidAt = Date.now();
      console.log(
        `after ${Math.round((saidAt - since) / 1_000)} s: ${open ?? 'unknown how many'} orders are not shipped`,
      );
    }
    await sleep(200);
  }
  return null;
}

function faultsOf(result: Result): string[] {
  const { shippedAfter, refused, unanswered, deaths, unready, metricsFailed, metricsSlowest, verdict, findings } =
    result;
  return [
    ...(refused > 0 ? [`${refused} orders were refused`] : []),
    ...(unanswered > 0 ? [`${unanswered} orders got no answer`] : []),
    ...(shippedAfter === null || shippedAfter > SHIPPED_WITHIN_MS ? [`not all is shipped within 30 s`] : []),
    ...deaths.map((death) => `ended without an injected fault: ${death}`),
    ...(unready > 0 ? [`${unready} times a service was not ready`] : []),
    ...(metricsFailed > 0 ? [`${metricsFailed} times /metrics was not answered with 200`] : []),
    ...(metricsSlowest > 1_000 ? [`/metrics took ${Math.round(metricsSlowest)} ms`] : []),
    ...(verdict.lost.length + verdict.doubled.length > 0 ? ['orders are lost or doubled'] : []),
    ...(findings === '' ? [] : [`verify finds breaches:\n${findings.slice(-2_000)}`]),
  ];
}

function report(result: Result): void {
  const { asked, refused, unanswered, shippedAfter, deaths, unready, looks, metricsSlowest, findings } = result;
  const after = shippedAfter === null ? 'not in time' : `${(shippedAfter / 1_000).toFixed(1)} s`;
  console.log(`orders: ${asked}, refused ${refused}, unanswered ${unanswered}; all shipped after: ${after}`);
  console.log(
    `restarts of processes: ${deaths.length}; not ready ${unready} of ${looks} looks; slowest /metrics ${Math.round(metricsSlowest)} ms; verify: ${findings === '' ? '0 breaches' : 'BREACHES'}`,
  );
}

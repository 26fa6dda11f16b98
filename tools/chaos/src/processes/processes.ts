import { Customers } from './customers.js';
import { Random } from '../runtime/random.js';
import { strikeInWaves, type Fault } from './faults.js';
import { Artifacts } from './history.js';
import { kafkaRoles } from './kafka-roles.js';
import { Operator } from './operator.js';
import { Supervisor } from './supervisor.js';
import { Probe } from './recovery.js';
import { openStage, type Stage } from './stage.js';
import { report, type Run } from './report.js';
import { settle } from './settle.js';
import { SERVICES } from './surroundings.js';
import { targetsOf } from './targets.js';
import { shortcomings } from './verdict.js';

export interface ProcessesOptions {
  seed: number;
  seconds: number;
  /** Whether to use MariaDB, PostgreSQL and Kafka, which are killed as well. */
  services: boolean;
  /** Orders per second. */
  rate: number;
}

/** The shares of orders that are cancelled, and that are bookings. */
const CANCELS_AND_BOOKS = [0.3, 0.4] as const;
/** Time limit for the services to become ready after the last fault, in milliseconds. */
const READY_WITHIN_MS = 60_000;

/**
 * Kills and freezes real processes under load, and compares the customers' records with the stored data.
 * @returns whether all hold
 */
export async function runProcesses(options: ProcessesOptions): Promise<boolean> {
  const { seed, seconds, services } = options;
  const artifacts = new Artifacts(`${services ? 'services' : 'embedded'}-seed-${seed}`);
  console.log(`chaos with real processes, seed ${seed}, ${seconds} s, ${services ? 'on servers' : 'embedded'}`);
  console.log(`the customers' history: ${artifacts.history}`);
  const supervisor = new Supervisor();
  const stage = await openStage(services, supervisor);
  let right = false;
  try {
    const run = await runScenario(stage, supervisor, options, artifacts);
    report(run);
    const reasons = shortcomings(run);
    right = reasons.length === 0;
    if (reasons.length > 0) {
      for (const service of SERVICES) artifacts.put(`${service}.log`, stage.shop.log(service).join('\n'));
    }
    for (const reason of reasons) console.log(`FAILED: ${reason}`);
    return right;
  } finally {
    supervisor.release();
    await stage.close(right);
  }
}

async function runScenario(
  stage: Stage,
  supervisor: Supervisor,
  { seed, seconds, rate }: ProcessesOptions,
  artifacts: Artifacts,
): Promise<Run> {
  const url = stage.shop.urls.gateway;
  const customers = new Customers(
    url,
    new Random(seed + 1),
    rate,
    (request) => artifacts.request(request),
    ...CANCELS_AND_BOOKS,
  );
  const operator = new Operator(url, new Random(seed + 2), customers.memories);
  operator.start();
  const probe = new Probe(url, customers);
  const load = [customers.run(), probe.run()];
  const happened: Fault[] = [];
  // Measured concurrently with the next faults, so that they are not delayed.
  const recoveries: Promise<number>[] = [];
  const note = (fault: Fault): void => {
    happened.push(fault);
    const recovery = probe.recoveryAfter(fault.endedAt).then(({ took, orderId }) => {
      artifacts.fault({ ...fault, recovery: took, orderId });
      return took;
    });
    recoveries.push(recovery);
  };
  const brokers = stage.profile.env['KAFKA_BROKERS']?.split(',') ?? [];
  const targets = targetsOf(supervisor, stage.servers, stage.wires, kafkaRoles(stage.servers, brokers));
  await strikeInWaves(targets, new Random(seed), Date.now() + seconds * 1000, note);
  await customers.stop();
  await operator.stop();
  await supervisor.settle(READY_WITHIN_MS);
  const longest = Math.max(0, ...(await Promise.all(recoveries)));
  probe.stop();
  await Promise.all(load);
  const lastFault = Math.max(0, ...happened.map((fault) => fault.endedAt));
  const settled = await settle(url, stage.profile, customers, lastFault || Date.now());
  const { deaths, failedStarts } = supervisor;
  const { memories, turnedAway } = customers;
  return { ...settled, seconds, happened, longest, deaths, failedStarts, asked: memories.length, turnedAway };
}

import { parseArgs } from 'node:util';
import { CATCHERS, proveBreakages } from './breakages.js';
import { runSeeds } from './seeds.js';

const USAGE = `npm run chaos -- [options]
  --seeds N      how many seeds to simulate (default 500)
  --from N       the first of them (default 1)
  --seed N       one seed, with the trace of its last steps
  --jobs N       processes to use (default 2)
  --model        enumerate the life of an order instead
    --whole      only within the budgets that are enumerated to the end
    --states N   at most so many states of each budget
  --breakages    apply each deliberate breakage and print which check catches it
    --by KIND    only those that the checks of the adapters catch (adapters), or the others (others)
  --adapters     check what the simulation replaces: the adapters of the broker and of HTTP
  --outage KIND  stop Kafka under load (real processes on servers): refused, frozen, or one-of-three
    --seconds N  for how long (default 120)
    --rate N     orders per second (default 5)
  --processes    kill and freeze real processes under load instead
    --seconds N  for how long (default 120)
    --rate N     orders per second (default 15)
    --services   on MariaDB, PostgreSQL and Kafka, which are killed as well`;

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '500' },
    from: { type: 'string', default: '1' },
    seed: { type: 'string' },
    jobs: { type: 'string', default: '2' },
    model: { type: 'boolean', default: false },
    whole: { type: 'boolean', default: false },
    states: { type: 'string' },
    breakages: { type: 'boolean', default: false },
    by: { type: 'string' },
    outage: { type: 'string' },
    adapters: { type: 'boolean', default: false },
    processes: { type: 'boolean', default: false },
    seconds: { type: 'string', default: '120' },
    rate: { type: 'string' },
    services: { type: 'boolean', default: false },
    worker: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

process.exitCode = (await main()) ? 0 : 1;

/** Loads only what the options need: the services' sources take 4 s, and the workers load them for themselves. */
async function main(): Promise<boolean> {
  if (values.help) {
    console.log(USAGE);
    return true;
  }
  const range = { from: whole('from'), seeds: whole('seeds'), jobs: whole('jobs') };
  if (values.worker) return (await import('./worker.js')).work();
  if (values.outage !== undefined) {
    const { OUTAGES, runOutage } = await import('./outage/outage.js');
    const outage = OUTAGES.find((known) => known === values.outage);
    if (!outage) throw new RangeError(`--outage takes ${OUTAGES.join(', ')}`);
    await prepareServices();
    return runOutage({ outage, seconds: whole('seconds'), rate: rate(5) });
  }
  if (values.adapters) return (await import('./adapters/adapters.js')).checkAdapters();
  if (values.processes) {
    const { runProcesses } = await import('./processes/processes.js');
    await prepareServices();
    const seed = values.seed === undefined ? Math.floor(Math.random() * 1_000_000) + 1 : whole('seed');
    return runProcesses({ seed, seconds: whole('seconds'), rate: rate(15), services: values.services });
  }
  if (values.breakages) {
    const by = CATCHERS.find((known) => known === values.by);
    if (values.by !== undefined && !by) throw new RangeError(`--by takes ${CATCHERS.join(', ')}`);
    return proveBreakages(range.jobs, by);
  }
  if (values.model) {
    const { exploreOrder } = await import('./model/model.js');
    return exploreOrder({ wholeOnly: values.whole, states: values.states === undefined ? undefined : whole('states') });
  }
  if (values.seed !== undefined) return runSeeds({ from: whole('seed'), seeds: 1, jobs: 1, steps: 5000 });
  return runSeeds({ ...range, steps: 40 });
}

async function prepareServices(): Promise<void> {
  const { exitOnSignal, prepare, ROOT } = await import('./processes/surroundings.js');
  exitOnSignal();
  await prepare(ROOT);
}

function rate(usual: number): number {
  return values.rate === undefined ? usual : whole('rate');
}

function whole(name: 'seeds' | 'from' | 'seed' | 'jobs' | 'seconds' | 'rate' | 'states'): number {
  const number = Number(values[name]);
  if (!Number.isInteger(number) || number < 1) throw new RangeError(`--${name} takes a whole number from 1 on`);
  return number;
}

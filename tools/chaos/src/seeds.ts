import { simulateApart } from './pool.js';
import type { Outcome } from './simulate.js';

export interface SeedRange {
  from: number;
  seeds: number;
  jobs: number;
  /** The number of trace steps printed for a failed seed. */
  steps: number;
}

/** The number of breaches printed in full. */
const SHOWN = 5;

/** Simulates seeds and prints the breaches. @returns whether there are none */
export async function runSeeds({ from, seeds, jobs, steps }: SeedRange): Promise<boolean> {
  const started = performance.now();
  const failed: number[] = [];
  let taken = 0;
  let acknowledged = 0;
  let hash = '';
  const note = (outcome: Outcome): void => {
    taken += outcome.steps;
    acknowledged += outcome.acknowledged;
    hash = outcome.hash;
    if (outcome.breaches.length === 0) return;
    failed.push(outcome.seed);
    if (failed.length <= SHOWN) show(outcome, steps);
  };
  const end = from + seeds;
  await Promise.all(
    Array.from({ length: Math.min(jobs, seeds) }, (_, index) =>
      simulateApart({ from: from + index, end, stride: jobs, untilBreach: false }, note),
    ),
  );
  const seconds = (performance.now() - started) / 1000;
  console.log(
    `${seeds} seeds, ${taken} steps in ${seconds.toFixed(1)} s (${(seeds / seconds).toFixed(0)} seeds/s), ${acknowledged} orders acknowledged: ${failed.length} with a breach`,
  );
  if (seeds === 1) console.log(`trace ${hash}`);
  if (failed.length > SHOWN) console.log(`seeds: ${failed.sort((a, b) => a - b).join(' ')}`);
  // A shop in which every request fails breaks no promise either.
  if (acknowledged === 0) console.log('no order was ever established: this proves nothing');
  return failed.length === 0 && acknowledged > 0;
}

function show({ seed, breaches, trace }: Outcome, steps: number): void {
  console.log(`seed ${seed} (again: npm run chaos -- --seed ${seed})`);
  for (const breach of breaches) console.log(`  BREACH ${breach}`);
  for (const line of trace.slice(-steps)) console.log(`  ${line}`);
}

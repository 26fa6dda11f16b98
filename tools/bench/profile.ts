import { availableParallelism, loadavg } from 'node:os';
import type { Options } from './options.ts';
import type { Result, Run } from './report/result.ts';
import { run, type Findings } from './run.ts';
import { surroundings } from './systems/surroundings.ts';
import type { Profile } from './systems/system.ts';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;
const NONE: Findings = { figures: {}, faults: [] };

/** Measures both systems on one profile, one after the other, as often as the options say. */
export async function measure(profile: Profile, options: Options, root: string): Promise<Result> {
  const backends = await surroundings(profile);
  const interrupt = (): void => void backends.close().finally(() => process.exit(1));
  for (const signal of SIGNALS) process.once(signal, interrupt);
  const runs: Run[] = [];
  try {
    for (let count = 1; count <= options.runs; count += 1) {
      process.stderr.write(`${profile}, run ${count} of ${options.runs}\n`);
      const loadBefore = loadavg()[0] ?? 0;
      const one = (name: 'floor' | 'project'): Promise<Findings> => run(name, profile, options, backends.fresh, root);
      const floor = options.projectOnly ? NONE : await one('floor');
      const project = options.floorOnly ? NONE : await one('project');
      runs.push({ at: new Date().toISOString(), loadBefore, floor, project });
    }
  } finally {
    await backends.close();
    // The next profile has backends of its own to close.
    for (const signal of SIGNALS) process.off(signal, interrupt);
  }
  const machine = { cores: availableParallelism(), node: process.version, platform: process.platform };
  return { profile, quick: options.quick, machine, runs };
}

import { parseArgs } from 'node:util';
import { MEASURES } from './measures/index.ts';
import type { Profile } from './systems/system.ts';

export interface Options {
  /** In the order in which they are measured. */
  profiles: Profile[];
  /** How often the whole measurement is repeated; its figures get a median and a range. */
  runs: number;
  /** A run of a few seconds that checks the bench itself; its figures have no meaning. */
  quick: boolean;
  only: string[];
  floorOnly: boolean;
  projectOnly: boolean;
  /** Writes CPU profiles of the services and lists the functions with the most self time. */
  cpuProf: boolean;
}

/** Where `--cpu-prof` writes, relative to the workspace. */
export const PROFILES = 'tools/bench/results/profiles';

export const HELP = `npm run bench -- [options]
  --services        on MariaDB, PostgreSQL and Kafka instead of the embedded profile
  --both            first embedded, then on MariaDB, PostgreSQL and Kafka
  --runs <number>   whole runs, 1 to 9; the table contains the median and the range of each figure. Default: 1
  --quick           a short run
  --only <measure>  one measure (repeatable): ${MEASURES.map(({ name }) => name).join(', ')}
  --floor-only      the floor alone
  --project-only    the project alone
  --cpu-prof        profile the services during the closed loop and list the busiest functions`;

export function parseOptions(args: string[]): Options {
  const { values } = parseArgs({
    args,
    options: {
      services: { type: 'boolean', default: false },
      both: { type: 'boolean', default: false },
      runs: { type: 'string', default: '1' },
      quick: { type: 'boolean', default: false },
      only: { type: 'string', multiple: true, default: [] },
      'floor-only': { type: 'boolean', default: false },
      'project-only': { type: 'boolean', default: false },
      'cpu-prof': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(`${HELP}\n`);
    process.exit(0);
  }
  const runs = Number(values.runs);
  if (!(Number.isInteger(runs) && runs >= 1 && runs <= 9)) throw new Error('--runs must be a number from 1 to 9');
  const unknown = values.only.filter((name) => !MEASURES.some((measure) => measure.name === name));
  if (unknown.length > 0) throw new Error(`no such measure: ${unknown.join(', ')}`);
  return {
    profiles: values.both ? ['embedded', 'services'] : [values.services ? 'services' : 'embedded'],
    runs,
    quick: values.quick,
    only: values.only,
    floorOnly: values['floor-only'],
    projectOnly: values['project-only'],
    cpuProf: values['cpu-prof'],
  };
}

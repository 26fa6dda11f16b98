import { parseArgs } from 'node:util';
import type { Profile } from './systems/system.ts';

export interface Options {
  profile: Profile;
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
  --quick           a short run
  --only <measure>  one measure (repeatable): closed, open, curve, overload, startup, stop, catch-up, rebuild, growth, bookings, replicas
  --floor-only      the floor alone
  --project-only    the project alone
  --cpu-prof        profile the services during the closed loop and list the busiest functions`;

export function parseOptions(args: string[]): Options {
  const { values } = parseArgs({
    args,
    options: {
      services: { type: 'boolean', default: false },
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
  return {
    profile: values.services ? 'services' : 'embedded',
    quick: values.quick,
    only: values.only,
    floorOnly: values['floor-only'],
    projectOnly: values['project-only'],
    cpuProf: values['cpu-prof'],
  };
}

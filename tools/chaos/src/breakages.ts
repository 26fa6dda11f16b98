import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { checkApart, simulateApart } from './pool.js';

const FOLDER = fileURLToPath(new URL('../breakages/', import.meta.url));
/** A breakage counts as caught only within this many seeds. */
const SEEDS = 4000;

/** The second line of a patch that another check than the simulation catches, with the options of the check. */
const CAUGHT_BY = /^# caught by: (--adapters|--model --whole --states \d+)$/;

/** Which breakages to apply: those that the checks of the adapters catch, whose limits are of real time, or the others. */
export const CATCHERS = ['adapters', 'others'] as const;

interface Verdict {
  name: string;
  what: string;
  caughtBy: string | undefined;
}

/**
 * Applies each deliberate breakage in turn and prints which check caught it.
 * @param by only those of this kind
 * @returns whether all are caught
 */
export async function proveBreakages(jobs: number, by?: (typeof CATCHERS)[number]): Promise<boolean> {
  const names = readdirSync(FOLDER)
    .filter((name) => name.endsWith('.patch'))
    .filter((name) => by === undefined || (head(name).check === '--adapters') === (by === 'adapters'))
    .sort();
  // Starts from the end: the breakage that needs the most seeds is last, and the others run beside it.
  const waiting = names.toReversed();
  const verdicts: Verdict[] = [];
  const judgeNext = async (): Promise<void> => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
      const verdict = await judge(name);
      verdicts.push(verdict);
      console.log(`| ${verdict.name} | ${verdict.what} | ${verdict.caughtBy ?? 'NOT CAUGHT'} |`);
    }
  };
  console.log('| breakage | what it does | what catches it |\n|---|---|---|');
  await Promise.all(Array.from({ length: jobs }, judgeNext));
  const caught = verdicts.filter(({ caughtBy }) => caughtBy !== undefined).length;
  console.log(`\n${caught} of ${names.length} breakages are caught`);
  return caught === names.length && names.length > 0;
}

/** What a patch does, and the options of the check that catches it in place of the simulation. */
function head(file: string): { what: string; check: string | undefined } {
  const [title = '', second = ''] = readFileSync(FOLDER + file, 'utf8').split('\n', 2);
  return { what: title.replace(/^# /, ''), check: CAUGHT_BY.exec(second)?.[1] };
}

async function judge(file: string): Promise<Verdict> {
  const patch = FOLDER + file;
  const { what, check } = head(file);
  if (check !== undefined) {
    return { name: file.replace(/\.patch$/, ''), what, caughtBy: await checkApart(check.split(' '), patch) };
  }
  let caughtBy: string | undefined;
  const share = { from: 1, end: SEEDS + 1, stride: 1, untilBreach: true };
  try {
    await simulateApart(
      share,
      ({ seed, breaches }) => {
        if (breaches[0] !== undefined) caughtBy ??= `seed ${seed}: ${breaches[0]}`;
      },
      patch,
    );
  } catch (error) {
    // A patch that no longer applies to the sources proves nothing.
    console.error(`${file}: ${String(error)}`);
  }
  return { name: file.replace(/\.patch$/, ''), what, caughtBy };
}

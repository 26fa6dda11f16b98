import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Profile } from '../systems/system.ts';
import { table, type Line } from './table.ts';

/** The content of `results/<profile>.json`, which `bench.ts` writes after a complete run. */
interface Result {
  profile: Profile;
  at: string;
  machine: { cores: number; node: string; platform: string };
  rows: Line[];
}

const PROFILES: readonly Profile[] = ['embedded', 'services'];
const ROOT = join(import.meta.dirname, '../../..');
const PAGE = join(ROOT, 'docs', 'performance.md');

/** The generated part of the page for one profile: date, machine and table. */
function section({ at, machine, rows }: Result): string {
  const where = `Measured on ${at.slice(0, 10)}: ${machine.cores} cores, ${machine.platform}, Node.js ${machine.node}.`;
  return `${where}\n\n${table(rows)}`;
}

/**
 * Replaces the text between `<!-- bench:<profile> -->` and `<!-- /bench:<profile> -->` for each profile.
 * @throws {Error} when the page lacks the markers of a profile
 */
export function withResults(page: string, results: readonly Result[]): string {
  return results.reduce((text, result) => {
    const [start, end] = [`<!-- bench:${result.profile} -->`, `<!-- /bench:${result.profile} -->`];
    const [from, to] = [text.indexOf(start), text.indexOf(end)];
    if (from < 0 || to < from) throw new Error(`docs/performance.md lacks the markers ${start} and ${end}`);
    return `${text.slice(0, from + start.length)}\n\n${section(result)}\n\n${text.slice(to)}`;
  }, page);
}

/** Writes the tables of `tools/bench/results` into `docs/performance.md`; with `--check` it fails when they differ. */
export function writePerformancePage(check = false): void {
  const results = PROFILES.map(
    (profile) => JSON.parse(readFileSync(join(ROOT, 'tools', 'bench', 'results', `${profile}.json`), 'utf8')) as Result,
  );
  const current = readFileSync(PAGE, 'utf8');
  const next = withResults(current, results);
  if (check && next !== current) {
    throw new Error(
      'docs/performance.md differs from tools/bench/results. Run: node tools/bench/report/performance.ts',
    );
  }
  if (!check) writeFileSync(PAGE, next);
}

if (import.meta.main) writePerformancePage(process.argv.includes('--check'));

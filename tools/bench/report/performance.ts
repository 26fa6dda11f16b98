import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Profile } from '../systems/system.ts';
import { lines } from './lines.ts';
import { figuresOf, readResult, type Result } from './result.ts';
import { table } from './table.ts';

const PROFILES: readonly Profile[] = ['embedded', 'services'];
const ROOT = join(import.meta.dirname, '../../..');
const SERVERS: Readonly<Record<Profile, string>> = {
  embedded: 'SQLite and the embedded log',
  services: 'MariaDB, PostgreSQL and Kafka',
};

/** The generated part of the page for one profile: date, machine and table. */
function section(result: Result): string {
  const { cores, platform, node } = result.machine;
  const count = result.runs.length;
  const runs = count === 1 ? 'one run' : `${count} runs: the median, with the least and the largest figure in brackets`;
  return `Measured ${dates(result)} on ${cores} cores, ${platform}, Node.js ${node}, in ${runs}.\n\n${table(lines(result.profile, figuresOf(result)))}`;
}

/** The generated line of README for one profile. */
function summary(result: Result): string {
  const row = lines(result.profile, figuresOf(result)).find(({ metric }) => metric === 'closed16');
  const speed = row?.project?.median.toFixed(0) ?? '–';
  const ratio = row?.ratio?.median.toFixed(2) ?? '–';
  return `- ${SERVERS[result.profile]}: ${speed} orders/s at 16 connections, ${ratio} of the floor (${dates(result)}, ${result.machine.cores} cores).`;
}

function dates({ runs }: Result): string {
  const days = [...new Set(runs.map(({ at }) => at.slice(0, 10)))];
  return days.length > 1 ? `${days[0]} to ${days.at(-1)}` : (days[0] ?? '–');
}

/**
 * Replaces the text between `<!-- bench:<name> -->` and `<!-- /bench:<name> -->`.
 * @throws {Error} when the page lacks the markers
 */
export function withSection(page: string, name: string, section: string): string {
  const [start, end] = [`<!-- bench:${name} -->`, `<!-- /bench:${name} -->`];
  const [from, to] = [page.indexOf(start), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`a page lacks the markers ${start} and ${end}`);
  return `${page.slice(0, from + start.length)}\n\n${section}\n\n${page.slice(to)}`;
}

/**
 * Writes the tables of `tools/bench/results` into `docs/performance.md`, and a line per profile into README.
 * @param check only compares
 * @throws {Error} with `check`, when a page differs from the results
 */
export function writePages(check = false): void {
  const results = PROFILES.map(readResult);
  write(join(ROOT, 'docs', 'performance.md'), check, (page) =>
    results.reduce((text, result) => withSection(text, result.profile, section(result)), page),
  );
  write(join(ROOT, 'README.md'), check, (page) => withSection(page, 'summary', results.map(summary).join('\n')));
}

function write(file: string, check: boolean, change: (page: string) => string): void {
  const current = readFileSync(file, 'utf8');
  const next = change(current);
  if (!check) writeFileSync(file, next);
  else if (next !== current) throw new Error(`${file} differs from tools/bench/results. Run: npm run bench:page`);
}

if (import.meta.main) writePages(process.argv.includes('--check'));

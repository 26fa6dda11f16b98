import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { prepare } from '../launcher/bootstrap/prepare.mjs';
import { parseOptions, PROFILES } from './options.ts';
import { measure } from './profile.ts';
import { hottestOf } from './report/hot.ts';
import { lines } from './report/lines.ts';
import { writePages } from './report/performance.ts';
import { figuresOf, writeResult } from './report/result.ts';
import { table } from './report/table.ts';

const root = join(import.meta.dirname, '../..');
const options = parseOptions(process.argv.slice(2));
if (!options.floorOnly) await prepare(root);

const profiles = join(root, PROFILES);
const whole = !options.quick && !options.floorOnly && !options.projectOnly && options.only.length === 0;
for (const profile of options.profiles) {
  rmSync(profiles, { recursive: true, force: true });
  mkdirSync(join(root, 'tools', 'bench', 'results'), { recursive: true });
  const result = await measure(profile, options, root);
  writeResult(result, whole);
  const { cores, node } = result.machine;
  const load = result.runs.map(({ loadBefore }) => loadBefore.toFixed(1)).join(', ');
  process.stdout.write(
    `${profile}, ${cores} cores, Node ${node}, load before each run ${load}${options.quick ? ', quick' : ''}\n\n`,
  );
  process.stdout.write(`${table(lines(profile, figuresOf(result)))}\n\n`);
  if (options.cpuProf) process.stdout.write(`${hottestOf(profiles, 15)}\n\n`);
  const faults = result.runs.flatMap(({ floor, project }) => [...floor.faults, ...project.faults]);
  for (const fault of faults) process.stdout.write(`FAULT ${fault}\n\n`);
  // A run with failed measures is an error; a missed goal is a result.
  if (faults.length > 0) process.exitCode = 1;
}
if (whole) writePages();

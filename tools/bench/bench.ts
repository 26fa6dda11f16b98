import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { join } from 'node:path';
import { prepare } from '../launcher/bootstrap/prepare.mjs';
import { parseOptions, PROFILES } from './options.ts';
import { hottestOf } from './report/hot.ts';
import { plots } from './report/plots.ts';
import { lines, table } from './report/table.ts';
import { run, type Findings } from './run.ts';
import { surroundings } from './systems/surroundings.ts';

const root = join(import.meta.dirname, '../..');
const options = parseOptions(process.argv.slice(2));
if (!options.floorOnly) await prepare(root);

const profiles = join(root, PROFILES);
rmSync(profiles, { recursive: true, force: true });
const before = loadavg()[0] ?? 0;
const backends = await surroundings(options.profile);
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void backends.close().finally(() => process.exit(1)));
}
const none: Findings = { figures: {}, faults: [] };
let floor = none;
let project = none;
try {
  if (!options.projectOnly) floor = await run('floor', options, backends.fresh, root);
  if (!options.floorOnly) project = await run('project', options, backends.fresh, root);
} finally {
  await backends.close();
}

const rows = lines(options.profile, floor.figures, project.figures);
const faults = [...floor.faults, ...project.faults];
const machine = {
  cores: availableParallelism(),
  loadBefore: before,
  node: process.version,
  platform: process.platform,
};
// Only a complete run writes the committed result files.
const whole = !options.quick && !options.floorOnly && !options.projectOnly && options.only.length === 0;
const file = `${options.profile}${whole ? '' : '.partial'}`;
const results = join(root, 'tools', 'bench', 'results');
mkdirSync(results, { recursive: true });
const result = {
  profile: options.profile,
  quick: options.quick,
  at: new Date().toISOString(),
  machine,
  rows,
  faults,
  floor: floor.figures,
  project: project.figures,
};
writeFileSync(join(results, `${file}.json`), `${JSON.stringify(result, undefined, 2)}\n`);
writeFileSync(join(results, `${file}.svg`), plots({ floor: floor.figures, project: project.figures }));

process.stdout.write(
  `${options.profile}, ${machine.cores} cores, Node ${machine.node}, load before the run ${before.toFixed(1)}${options.quick ? ', quick' : ''}\n\n`,
);
process.stdout.write(`${table(rows)}\n`);
if (options.cpuProf) {
  process.stdout.write(`\n${hottestOf(profiles, 15)}\n`);
}
for (const fault of faults) process.stdout.write(`\nFAULT ${fault}\n`);
// A run with failed measures is an error; a missed goal is a result.
process.exitCode = faults.length > 0 ? 1 : 0;

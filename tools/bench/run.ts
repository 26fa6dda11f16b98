import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Load } from './load/load.ts';
import { MEASURES } from './measures/index.ts';
import type { Context, Figures, Measure } from './measures/measure.ts';
import { PROFILES, type Options } from './options.ts';
import { FloorSystem } from './systems/floor.system.ts';
import { ProjectSystem } from './systems/project.system.ts';
import { breachesOnceSettled } from './systems/settle.ts';
import type { Profile, Surroundings, System } from './systems/system.ts';

export interface Findings {
  figures: Figures;
  /** Failed measures, and broken promises in the data. */
  faults: string[];
}

export type Surround = () => Promise<Surroundings | undefined>;

/** Runs the measures one after another on one system. After a failure the next measure starts with new data. */
export async function run(
  name: 'floor' | 'project',
  profile: Profile,
  options: Options,
  surround: Surround,
  root: string,
): Promise<Findings> {
  const profileDir = options.cpuProf ? join(root, PROFILES) : undefined;
  if (profileDir) mkdirSync(profileDir, { recursive: true });
  const open: System[] = [];
  const create = async (replicas: number): Promise<System> => {
    const setting = { profile, surroundings: await surround(), replicas, profileDir, root };
    const system = name === 'floor' ? new FloorSystem(setting) : new ProjectSystem(setting);
    open.push(system);
    return system;
  };
  const load = new Load();
  const findings: Findings = { figures: {}, faults: [] };
  const attempt = async (what: string, work: () => Promise<void>): Promise<boolean> => {
    try {
      await work();
      return true;
    } catch (error) {
      findings.faults.push(`${name}: ${what}: ${error instanceof Error ? error.message : String(error)}`);
      process.stderr.write(`${findings.faults.at(-1)}\n`);
      return false;
    }
  };
  const close = async (): Promise<void> => {
    for (const system of open.splice(0)) {
      await attempt('stop', async () => {
        await system.stop();
      });
      await system.dispose();
    }
  };
  try {
    let system = await create(1);
    const { quick } = options;
    for (const measure of selected(options)) {
      process.stderr.write(`${name}: ${measure.name}\n`);
      const note = (text: string): void => void process.stderr.write(`  ${text}\n`);
      const context: Context = { system, another: create, load, quick, figures: findings.figures, note };
      const done = await attempt(measure.name, async () => {
        Object.assign(findings.figures, await measure.run(context));
        if (!measure.ownData) findings.faults.push(...(await breachesOnceSettled(system)));
      });
      if (!done || measure.ownData) {
        await close();
        system = await create(1);
      }
    }
  } finally {
    await close();
    load.stop();
  }
  return findings;
}

function selected({ only }: Options): Measure[] {
  return MEASURES.filter(({ name }) => only.length === 0 || only.includes(name));
}

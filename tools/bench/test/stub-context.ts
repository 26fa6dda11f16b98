import { closed } from '../load/closed.ts';
import type { Job, Outcome } from '../load/jobs.ts';
import { open } from '../load/open.ts';
import type { Context, Figures } from '../measures/measure.ts';
import type { Profile } from '../systems/system.ts';
import type { Delay } from './stub-shop.ts';
import { StubSystem } from './stub-system.ts';

interface Setting {
  name?: 'floor' | 'project';
  profile?: Profile;
  /** Of each system that the measure asks for, in turn. */
  delays?: Delay[];
  faults?: string[];
}

/** A short measurement of stub systems; the load runs in the process of the test. */
export class StubContext implements Context {
  readonly quick = true;
  readonly figures: Figures = {};
  readonly notes: string[] = [];
  readonly systems: StubSystem[] = [];
  readonly jobs: Job[] = [];
  readonly load = {
    run: (job: Job): Promise<Outcome> => {
      this.jobs.push(job);
      return job.kind === 'closed' ? closed(job) : open(job);
    },
  };
  readonly system: StubSystem;
  private readonly setting: Setting;

  private constructor(system: StubSystem, setting: Setting) {
    this.system = system;
    this.setting = setting;
  }

  static async create(setting: Setting = {}): Promise<StubContext> {
    const { name = 'project', profile = 'embedded' } = setting;
    return new StubContext(await StubSystem.create(name, profile), setting);
  }

  async another(): Promise<StubSystem> {
    const { name = 'project', profile = 'embedded', delays = [], faults = [] } = this.setting;
    const system = await StubSystem.create(name, profile, delays[this.systems.length]);
    system.faults = faults;
    this.systems.push(system);
    return system;
  }

  note(text: string): void {
    this.notes.push(text);
  }

  async close(): Promise<void> {
    for (const system of [this.system, ...this.systems]) await system.dispose();
  }
}

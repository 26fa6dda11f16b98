import { syncBuiltinESMExports } from 'node:module';
import timersPromises from 'node:timers/promises';
import type { Timer } from './clock.js';
import { running } from './incarnation.js';

/**
 * Replaces the services' clock, timers and random numbers by the scheduler's: `Date`, `performance`, `setTimeout`,
 * `node:timers/promises` and `Math.random` belong to the process whose code is running. Outside a simulation they are
 * unchanged.
 */
export function virtualizeTime(): void {
  const RealDate = Date;
  const real = { setTimeout, clearTimeout, random: Math.random, sleep: timersPromises.setTimeout };
  const now = (): number => running.getStore()?.scheduler.clock.now ?? RealDate.now();

  globalThis.Date = class extends RealDate {
    constructor(...parts: unknown[]) {
      if (parts.length === 0) super(now());
      else super(...(parts as [number]));
    }
    static override now = now;
  } as DateConstructor;

  const elapsed = performance.now.bind(performance);
  performance.now = () => running.getStore()?.scheduler.clock.now ?? elapsed();

  Math.random = () => running.getStore()?.scheduler.random.next() ?? real.random();

  globalThis.setTimeout = ((work: () => void, delay = 0) => {
    const owner = running.getStore();
    return owner ? owner.scheduler.after(owner, delay, work) : real.setTimeout(work, delay);
  }) as typeof setTimeout;

  globalThis.clearTimeout = (timer: unknown) => {
    if (isVirtual(timer)) timer.run = undefined;
    else real.clearTimeout(timer as NodeJS.Timeout);
  };

  timersPromises.setTimeout = ((delay: number, value?: unknown, options?: object): Promise<unknown> => {
    const owner = running.getStore();
    if (!owner) return real.sleep(delay, value, options);
    return new Promise((resolve) => {
      owner.scheduler.after(owner, delay, () => resolve(value));
    });
  }) as typeof timersPromises.setTimeout;
  syncBuiltinESMExports();
}

/** Stops the clock: waiting takes no time, and the time never changes. */
export function freezeTime(): void {
  const RealDate = Date;
  const instant = RealDate.now();
  globalThis.Date = class extends RealDate {
    constructor(...parts: unknown[]) {
      super(...((parts.length === 0 ? [instant] : parts) as [number]));
    }
    static override now = (): number => instant;
  } as DateConstructor;
  timersPromises.setTimeout = ((_delay: number, value: unknown) =>
    Promise.resolve(value)) as typeof timersPromises.setTimeout;
  syncBuiltinESMExports();
}

function isVirtual(timer: unknown): timer is Timer {
  return typeof timer === 'object' && timer !== null && 'tie' in timer;
}

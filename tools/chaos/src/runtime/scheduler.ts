import { setImmediate as realSetImmediate } from 'node:timers';
import { Clock, type Timer } from './clock.js';
import { drawRates, NO_FAULTS, type FaultRates } from './faults.js';
import { running, type Incarnation } from './incarnation.js';
import { Random } from './random.js';
import { Trace } from './trace.js';

/** The start of virtual time: ten seconds before a minute, in which a booking may begin. */
const EPOCH = Date.UTC(2026, 0, 1) - 10_000;
/** Limit of steps; more of them mean an endless loop. */
const STEP_LIMIT = 200_000;

/** Decides what runs next and which faults occur; the seed determines all of it. */
export class Scheduler {
  readonly random: Random;
  readonly clock: Clock;
  readonly log = new Trace();
  rates: FaultRates;
  /** Called with a process that has just crashed. */
  onCrash: (dead: Incarnation) => void = () => undefined;
  private steps = 0;

  constructor(seed: number) {
    this.random = new Random(seed);
    this.clock = new Clock(EPOCH, this.random);
    this.rates = drawRates(this.random);
  }

  get elapsed(): number {
    return this.clock.now - EPOCH;
  }

  stopFaults(): void {
    this.rates = NO_FAULTS;
  }

  trace(who: Incarnation | string, what: string): void {
    this.log.add(`${String(this.elapsed).padStart(7)} ${typeof who === 'string' ? who : who.name}: ${what}`);
  }

  latency(least: number, most: number): number {
    const usual = this.random.between(least, most);
    return this.random.chance(this.rates.slow) ? usual + this.random.between(10, 1_500) : usual;
  }

  /** Runs `work` as `owner` after a delay, unless the owner has crashed by then. */
  after(owner: Incarnation | undefined, delay: number, work: () => void): Timer {
    const timer = this.clock.after(delay, () => {
      if (!owner) {
        work();
        return;
      }
      if (!owner.alive) return;
      if (owner.stalledUntil > this.clock.now) {
        // Timers that fire during a pause run directly after it.
        this.clock.postpone(timer, owner.stalledUntil);
        return;
      }
      running.run(owner, work);
    });
    return timer;
  }

  /** Decides whether the process crashes or is paused at this point. @returns whether it has crashed */
  strikes(who: Incarnation, label: string): boolean {
    if (!who.mortal) return false;
    if (this.random.chance(this.rates.crash)) {
      this.crash(who, `crashes before: ${label}`);
      return true;
    }
    if (this.random.chance(this.rates.stall)) {
      who.stalledUntil = this.clock.now + this.random.between(500, 12_000);
      this.trace(who, `is stopped for ${who.stalledUntil - this.clock.now} ms after: ${label}`);
    }
    return false;
  }

  crash(who: Incarnation, why: string): void {
    this.trace(who, why);
    who.die();
    this.onCrash(who);
  }

  /** Advances time until `limit` milliseconds after the start, or until `done`. @returns whether it was done */
  async run(limit: number, done: () => boolean): Promise<boolean> {
    for (;;) {
      const timer = this.clock.advance(EPOCH + limit);
      if (!timer) return done();
      timer.run?.();
      await settled();
      if (done()) return true;
      this.steps += 1;
      if (this.steps > STEP_LIMIT) return false;
    }
  }
}

/** Resolves when everything that needs no time has run. */
function settled(): Promise<void> {
  return new Promise((resolve) => realSetImmediate(resolve));
}

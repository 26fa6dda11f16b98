import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../runtime/random.js';
import type { FaultKind, Target, Targets } from './targets.js';

export interface Fault {
  what: string;
  kind: FaultKind;
  /** Epoch milliseconds. */
  beganAt: number;
  /** Epoch milliseconds when the target was restored. */
  endedAt: number;
}

/** The share of waves that also hit a server or a connection. */
const WITH_SERVER = 0.4;
const WITH_WIRE = 0.3;
/** How often a service is killed again while it starts. */
const AGAIN = 0.35;
const BREATH_MS = [300, 1_500] as const;

/**
 * Injects faults in waves until the time is over: several targets at once, and the next wave when all have recovered,
 * so that a slow machine makes progress in between. The random generator chooses targets, times, kinds and durations.
 */
export async function strikeInWaves(
  targets: Targets,
  random: Random,
  until: number,
  note: (fault: Fault) => void,
): Promise<void> {
  // In turn, so that each broker is hit in every run, including coordinator and leader.
  const servers = shuffled(targets.servers, random);
  for (;;) {
    await sleep(random.between(...BREATH_MS));
    if (Date.now() >= until) return;
    const strikes = waveOf({ ...targets, servers }, random).map((target) => strike(target, random.fork(), note));
    await Promise.all(strikes);
  }
}

/** Two or three services, sometimes also a server or a connection. */
function waveOf({ services, servers, wires }: Targets, random: Random): Target[] {
  const wave = shuffled(services, random).slice(0, random.next() < 0.5 ? 2 : 3);
  if (random.next() < WITH_SERVER) {
    const server = servers.shift();
    if (server) {
      servers.push(server);
      wave.push(server);
    }
  }
  if (random.next() < WITH_WIRE) wave.push(...shuffled(wires, random).slice(0, 1));
  return wave;
}

async function strike(target: Target, random: Random, note: (fault: Fault) => void): Promise<void> {
  await sleep(random.between(0, 500));
  if (target.aim && !(await target.aim())) return;
  for (;;) {
    const kind = random.pick(target.kinds);
    const again = kind === 'kill' && target.restless && random.next() < AGAIN;
    const beganAt = Date.now();
    if (kind === 'freeze') await freeze(target, random.between(500, 2_000));
    else {
      await target.down();
      await sleep(random.between(50, 800));
      // A service that is killed again while it starts must recover as well.
      if (again) await Promise.race([target.up(), sleep(random.between(200, 1_500))]);
      else await target.up();
    }
    note({ what: target.name, kind, beganAt, endedAt: Date.now() });
    if (!again) return;
  }
}

async function freeze(target: Target, milliseconds: number): Promise<void> {
  const pid = target.pid();
  if (pid === undefined) return;
  process.kill(pid, 'SIGSTOP');
  try {
    await sleep(milliseconds);
  } finally {
    process.kill(pid, 'SIGCONT');
  }
}

function shuffled<T>(things: readonly T[], random: Random): T[] {
  return things
    .map((thing) => [random.next(), thing] as const)
    .sort(([a], [b]) => a - b)
    .map(([, thing]) => thing);
}

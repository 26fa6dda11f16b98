import { setTimeout as sleep } from 'node:timers/promises';
import type { Dice } from './dice.js';
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
  dice: Dice,
  until: number,
  note: (fault: Fault) => void,
): Promise<void> {
  // In turn, so that each broker is hit in every run, including coordinator and leader.
  const servers = shuffled(targets.servers, dice);
  for (;;) {
    await sleep(dice.between(...BREATH_MS));
    if (Date.now() >= until) return;
    const strikes = waveOf({ ...targets, servers }, dice).map((target) => strike(target, dice.fork(), note));
    await Promise.all(strikes);
  }
}

/** Two or three services, sometimes also a server or a connection. */
function waveOf({ services, servers, wires }: Targets, dice: Dice): Target[] {
  const wave = shuffled(services, dice).slice(0, dice.next() < 0.5 ? 2 : 3);
  if (dice.next() < WITH_SERVER) {
    const server = servers.shift();
    if (server) {
      servers.push(server);
      wave.push(server);
    }
  }
  if (dice.next() < WITH_WIRE) wave.push(...shuffled(wires, dice).slice(0, 1));
  return wave;
}

async function strike(target: Target, dice: Dice, note: (fault: Fault) => void): Promise<void> {
  await sleep(dice.between(0, 500));
  for (;;) {
    const kind = dice.pick(target.kinds);
    const again = kind === 'kill' && target.restless && dice.next() < AGAIN;
    const beganAt = Date.now();
    if (kind === 'freeze') await freeze(target, dice.between(500, 2_000));
    else {
      await target.down();
      await sleep(dice.between(50, 800));
      // A service that is killed again while it starts must recover as well.
      if (again) await Promise.race([target.up(), sleep(dice.between(200, 1_500))]);
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

function shuffled<T>(things: readonly T[], dice: Dice): T[] {
  return things
    .map((thing) => [dice.next(), thing] as const)
    .sort(([a], [b]) => a - b)
    .map(([, thing]) => thing);
}

import { setTimeout as sleep } from 'node:timers/promises';
import type { Dice } from './dice.js';
import type { FaultKind, Lane, Target } from './targets.js';

export interface Fault {
  what: string;
  kind: FaultKind;
  /** Epoch milliseconds. */
  beganAt: number;
  /** Epoch milliseconds when it was brought back. */
  endedAt: number;
}

/** How long a service's start is waited for before the next fault strikes elsewhere: a slow machine is to be struck as often. */
const START_MS = 3_500;

/** When the faults are to end; in one place, so that a lane that fails ends the others. */
export interface Term {
  until: number;
}

/** Strikes the lane's targets one after the other until the time is over; the dice decide which, when, how and how long. */
export async function strikeLane(lane: Lane, dice: Dice, term: Term, note: (fault: Fault) => void): Promise<void> {
  try {
    for (;;) {
      await sleep(dice.between(...lane.pause));
      if (Date.now() >= term.until) return;
      const target = dice.pick(lane.targets);
      const kind = dice.pick(target.kinds);
      const beganAt = Date.now();
      await strike(target, kind, dice);
      note({ what: target.name, kind, beganAt, endedAt: Date.now() });
    }
  } finally {
    term.until = 0;
  }
}

async function strike(target: Target, kind: FaultKind, dice: Dice): Promise<void> {
  const away = kind === 'freeze' ? dice.between(500, 2_000) : dice.between(50, 800);
  // One that is killed again while it starts must come back as well.
  const patience = dice.next() < 0.2 ? dice.between(300, 1_500) : START_MS;
  if (kind === 'freeze') {
    await freeze(target, away);
    return;
  }
  await target.down();
  await sleep(away);
  await target.up(patience);
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

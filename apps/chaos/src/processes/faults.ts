import { setTimeout as sleep } from 'node:timers/promises';
import type { Wire } from '@carshare/testing';
import type { Dice } from './dice.js';
import { SERVICES, type Server, type Shop } from './surroundings.js';

/** Something that can be killed and brought back. */
export interface Victim {
  name: string;
  kill(): Promise<void>;
  restart(): Promise<void>;
  pid(): number | undefined;
}

/** A connection that is cut instead of killed. */
export interface CuttableWire {
  name: string;
  wire: Wire;
}

export function victimsOf(
  shop: Shop,
  servers: readonly Server[],
  wires: readonly CuttableWire[],
): [Victim, ...Victim[]] {
  const services = SERVICES.map((service): Victim => ({
    name: service,
    kill: () => shop.kill(service, 'SIGKILL'),
    restart: async () => {
      const readiness = await shop.start(service);
      if (readiness.state !== 'ready') {
        throw new Error(
          `${service} does not come back: ${readiness.detail}\n${shop.log(service).slice(-20).join('\n')}`,
        );
      }
    },
    pid: () => shop.pid(service),
  }));
  const others = servers.map((server): Victim => ({
    name: server.name,
    kill: () => server.kill('SIGKILL'),
    restart: () => server.start(),
    pid: () => server.pid,
  }));
  const networks = wires.map(({ name, wire }): Victim => ({
    name,
    kill: () => Promise.resolve(wire.cut()),
    restart: () => Promise.resolve(wire.mend()),
    pid: () => undefined,
  }));
  return [...services, ...others, ...networks] as [Victim, ...Victim[]];
}

export interface Fault {
  what: string;
  kind: 'kill' | 'freeze';
  /** Epoch milliseconds when everything ran again. */
  endedAt: number;
}

/** One fault after the other until the time is over; the dice decide which, when and how long. */
export async function* faults(victims: [Victim, ...Victim[]], dice: Dice, until: number): AsyncGenerator<Fault> {
  while (Date.now() < until) {
    await sleep(dice.between(200, 900));
    const victim = dice.pick(victims);
    const kind = dice.next() < 0.8 ? 'kill' : 'freeze';
    if (kind === 'kill') {
      await victim.kill();
      await sleep(dice.between(50, 800));
      await victim.restart();
    } else {
      await freeze(victim, dice.between(500, 2_000));
    }
    yield { what: victim.name, kind, endedAt: Date.now() };
  }
}

async function freeze(victim: Victim, milliseconds: number): Promise<void> {
  const pid = victim.pid();
  if (pid === undefined) return;
  process.kill(pid, 'SIGSTOP');
  try {
    await sleep(milliseconds);
  } finally {
    process.kill(pid, 'SIGCONT');
  }
}

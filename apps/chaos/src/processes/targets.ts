import { setTimeout as sleep } from 'node:timers/promises';
import type { Wire } from '@carshare/testing';
import type { Keeper } from './keeper.js';
import { SERVICES, type Server, type ServiceName } from './surroundings.js';

/** SIGKILL, SIGSTOP for a while, or a torn connection. */
export type FaultKind = 'kill' | 'freeze' | 'cut';

/** Something that can be struck and brought back. */
export interface Target {
  name: string;
  /** What may happen to it; a kind that stands here twice happens twice as often. */
  kinds: readonly [FaultKind, ...FaultKind[]];
  down(): Promise<void>;
  /** Brings it back; waits at most this long where it goes on by itself. */
  up(patience: number): Promise<void>;
  pid(): number | undefined;
}

/** A connection that is cut instead of killed. */
export interface CuttableWire {
  name: string;
  wire: Wire;
}

export function serviceTarget(service: ServiceName, keeper: Keeper): Target {
  return {
    name: service,
    kinds: ['kill', 'kill', 'kill', 'kill', 'freeze'],
    down: () => keeper.kill(service),
    up: (patience) => Promise.race([keeper.start(service), sleep(patience)]),
    pid: () => keeper.pid(service),
  };
}

export function serverTarget(server: Server): Target {
  return {
    name: server.name,
    kinds: ['kill', 'kill', 'freeze'],
    down: () => server.kill('SIGKILL'),
    up: () => server.start(),
    pid: () => server.pid,
  };
}

export function wireTarget({ name, wire }: CuttableWire): Target {
  return {
    name,
    kinds: ['cut'],
    down: () => Promise.resolve(wire.cut()),
    up: () => Promise.resolve(wire.mend()),
    pid: () => undefined,
  };
}

/** Targets that are struck one after the other, while those of other lanes are struck, too. */
export interface Lane {
  targets: readonly [Target, ...Target[]];
  /** Milliseconds between two faults, at least and at most. */
  pause: readonly [number, number];
}

const QUICK = [300, 1_500] as const;
const UNHURRIED = [500, 4_000] as const;
const SELDOM = [2_000, 6_000] as const;

/** Two services, a server and a connection can be away at once. */
export function lanesOf(keeper: Keeper, servers: readonly Server[], wires: readonly CuttableWire[]): Lane[] {
  const half = SERVICES.length / 2;
  const services = SERVICES.map((service) => serviceTarget(service, keeper));
  const lanes: { targets: Target[]; pause: Lane['pause'] }[] = [
    { targets: services.slice(0, half), pause: QUICK },
    { targets: services.slice(half), pause: QUICK },
    { targets: servers.map(serverTarget), pause: UNHURRIED },
    { targets: wires.map(wireTarget), pause: SELDOM },
  ];
  return lanes.flatMap(({ targets: [first, ...more], pause }) => (first ? [{ targets: [first, ...more], pause }] : []));
}

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
  /** Brings it back. */
  up(): Promise<void>;
  /** Whether it may be struck again while it comes back. */
  restless: boolean;
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
    // One whose server is away ends, and is started again by its keeper.
    up: () => keeper.bringUp(service),
    restless: true,
    pid: () => keeper.pid(service),
  };
}

export function serverTarget(server: Server): Target {
  return {
    name: server.name,
    kinds: ['kill', 'kill', 'freeze'],
    down: () => server.kill('SIGKILL'),
    up: () => server.start(),
    restless: false,
    pid: () => server.pid,
  };
}

export function wireTarget({ name, wire }: CuttableWire): Target {
  return {
    name,
    kinds: ['cut'],
    down: () => Promise.resolve(wire.cut()),
    up: () => Promise.resolve(wire.mend()),
    restless: false,
    pid: () => undefined,
  };
}

/** Everything that can be struck. */
export interface Targets {
  services: Target[];
  servers: Target[];
  wires: Target[];
}

export function targetsOf(keeper: Keeper, servers: readonly Server[], wires: readonly CuttableWire[]): Targets {
  return {
    services: SERVICES.map((service) => serviceTarget(service, keeper)),
    servers: servers.map(serverTarget),
    wires: wires.map(wireTarget),
  };
}

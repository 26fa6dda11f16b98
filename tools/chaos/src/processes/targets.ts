import type { Wire } from '@carshare/testing';
import type { Supervisor } from './supervisor.js';
import { SERVICES, type Server, type ServiceName } from './surroundings.js';

/** SIGKILL, SIGSTOP for some time, or a cut connection. */
export type FaultKind = 'kill' | 'freeze' | 'cut';

/** A target of faults that can be restored. */
export interface Target {
  name: string;
  /** The possible faults; a fault that is listed twice is twice as likely. */
  kinds: readonly [FaultKind, ...FaultKind[]];
  /** Looks up what is struck; absent where that is fixed. @returns false when it cannot be found now */
  aim?(): Promise<boolean>;
  down(): Promise<void>;
  /** Restores the target. */
  up(): Promise<void>;
  /** Whether the target may be hit again while it recovers. */
  restless: boolean;
  pid(): number | undefined;
}

/** A connection that is cut instead of killed. */
export interface CuttableWire {
  name: string;
  wire: Wire;
}

export function serviceTarget(service: ServiceName, supervisor: Supervisor): Target {
  return {
    name: service,
    kinds: ['kill', 'kill', 'kill', 'kill', 'freeze'],
    down: () => supervisor.kill(service),
    // A service whose server is down ends, and the supervisor starts it again.
    up: () => supervisor.bringUp(service),
    restless: true,
    pid: () => supervisor.pid(service),
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

/** All targets of faults. */
export interface Targets {
  services: Target[];
  servers: Target[];
  wires: Target[];
}

/** @param roles further targets among the servers, looked up when they are struck */
export function targetsOf(
  supervisor: Supervisor,
  servers: readonly Server[],
  wires: readonly CuttableWire[],
  roles: readonly Target[] = [],
): Targets {
  return {
    services: SERVICES.map((service) => serviceTarget(service, supervisor)),
    servers: [...servers.map(serverTarget), ...roles],
    wires: wires.map(wireTarget),
  };
}

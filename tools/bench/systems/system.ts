export type Profile = 'embedded' | 'services';

export const SERVICES = ['order', 'payment', 'delivery', 'customerpage'] as const;
export type ServiceName = (typeof SERVICES)[number];

/** The servers of a system's four services; empty in the embedded profile. */
export type Surroundings = Record<ServiceName, Record<string, string>>;

/** The result that a rebuild of the read model reports; the start of its process is not part of the speed. */
export interface Rebuilt {
  events: number;
  perSecond: number;
}

/** A system as its user starts it, until `stop`. */
export interface Launched {
  /** From the start command until all services are ready and the gateway lists a car, in milliseconds. */
  ms: number;
  stop(): Promise<void>;
}

/** A running car-share system of four services, as the measures see it: the floor or the project. */
export interface System {
  readonly name: 'floor' | 'project';
  readonly profile: Profile;
  /** Addresses of a service that was started or launched, one for each replica. */
  urls(service: ServiceName): string[];
  /** Starts the stopped services and waits until they are ready; returns the time in milliseconds. */
  start(services?: readonly ServiceName[]): Promise<number>;
  /**
   * Starts the stopped system as its user does: the project with `npm start`; the floor has no launcher and starts its
   * processes.
   */
  launch(): Promise<Launched>;
  /** Sends SIGTERM and waits for the exit; returns the time in milliseconds. */
  stop(services?: readonly ServiceName[]): Promise<number>;
  /** Resident memory of every process, in MB. */
  memory(): Record<ServiceName, number>;
  /** CPU time of the running processes so far, in milliseconds. */
  cpu(): Record<ServiceName, number>;
  /** Sets a stock above the number of orders of any run. */
  restock(): Promise<void>;
  /** Adds `count` models with a stock above the number of orders of any run, with the ids of `modelId`. */
  addModels(count: number): Promise<void>;
  /** The faults of the stored data after a run; the system is stopped. */
  breaches(): Promise<string[]>;
  /**
   * Rebuilds the read model from the log while the system is stopped; undefined when the system has no such command.
   */
  rebuild(): Promise<Rebuilt | undefined>;
  /** Multiplies the `stored` orders to about `orders` while the system is stopped. */
  grow(stored: number, orders: number): Promise<void>;
  /** Adds past occupations to the calendar of the vehicles while the system is stopped, from `stored` to `wanted`; embedded only. */
  occupy(stored: number, wanted: number): Promise<void>;
  /** Deletes all stored data of the system. */
  dispose(): Promise<void>;
}

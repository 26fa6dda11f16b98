export type Profile = 'embedded' | 'services';

export const SERVICES = ['order', 'payment', 'delivery', 'customerpage'] as const;
export type ServiceName = (typeof SERVICES)[number];

/** The servers a system's four services use; nothing in the embedded profile. */
export type Surroundings = Record<ServiceName, Record<string, string>>;

/** What a rebuild of the read model says of itself; its process's start is not in the speed. */
export interface Rebuilt {
  events: number;
  perSecond: number;
}

/** A system as its user starts it, until `stop`. */
export interface Launched {
  /** From the command to all services ready and the gateway answering, in milliseconds. */
  ms: number;
  stop(): Promise<void>;
}

/** A running car-share system of four services, as the measures see it: the floor or the project. */
export interface System {
  readonly name: 'floor' | 'project';
  readonly profile: Profile;
  /** Addresses of a service, one for each replica. */
  urls(service: ServiceName): string[];
  /** Starts what is not running and waits until it is ready; answers the milliseconds it took. */
  start(services?: readonly ServiceName[]): Promise<number>;
  /** Starts a stopped system as its user does: the project with `npm start`, the floor, which has no launcher, by its processes. */
  launch(): Promise<Launched>;
  /** SIGTERM, then waits for the exit; answers the milliseconds it took. */
  stop(services?: readonly ServiceName[]): Promise<number>;
  /** Resident memory of every process, in MB. */
  memory(): Record<ServiceName, number>;
  /** CPU time used by the running processes so far, in milliseconds. */
  cpu(): Record<ServiceName, number>;
  /** Gives the fleet more stock than any run orders. */
  restock(): Promise<void>;
  /** What is wrong with the stored data after a run; the system is stopped. */
  breaches(): Promise<string[]>;
  /** Rebuilds the read model from the log with the system stopped; undefined when the system has no such command. */
  rebuild(): Promise<Rebuilt | undefined>;
  /** Multiplies the `stored` orders to about `orders` with the system stopped. */
  grow(stored: number, orders: number): Promise<void>;
  /** Deletes everything the system stored. */
  dispose(): Promise<void>;
}

import { isServerCondition } from '@carshare/persistence';
import { DomainError, ServiceClient, type NoAnswer, type ServiceAnswer } from '@carshare/service-kit';
import { running, type Incarnation } from '../runtime/incarnation.js';
import type { Scheduler } from '../runtime/scheduler.js';

export interface Request {
  method: 'GET' | 'POST' | 'DELETE';
  path: string;
  key?: string | undefined;
  body?: object;
  /** The owner of the token: a customer, or empty for a service. */
  customer?: string;
}

/** Handles a request; its status is that of success. */
export type Handler = (request: Request) => Promise<{ status: number; body: object }>;

interface Server {
  who: Incarnation;
  handle: Handler;
}

/** HTTP between processes: requests and answers may be lost, late or repeated, and the receiver may crash. */
export class Network {
  private readonly servers = new Map<string, Server[]>();
  /** Requests in progress. */
  underway = 0;

  constructor(private readonly scheduler: Scheduler) {}

  serve(who: Incarnation, handle: Handler): void {
    const replicas = this.servers.get(who.service) ?? [];
    this.servers.set(who.service, [...replicas, { who, handle }]);
    who.onDeath(() => {
      const left = this.servers.get(who.service) ?? [];
      this.servers.set(
        who.service,
        left.filter((server) => server.who !== who),
      );
    });
  }

  async send(from: Incarnation, to: string, deadline: number, request: Request): Promise<ServiceAnswer | NoAnswer> {
    const { random, rates } = this.scheduler;
    await from.step(`→ ${to} ${request.method} ${request.path}`);
    if (random.chance(rates.unsent)) return 'unsent';
    if (random.chance(rates.overloaded)) return { status: 503, overloaded: true, body: {} };
    return new Promise((resolve) => {
      const answer = (result: ServiceAnswer | NoAnswer, delay: number): void => {
        this.scheduler.after(from, delay, () => {
          if (this.scheduler.strikes(from, `the answer of ${to}`)) return;
          resolve(result);
        });
      };
      answer('unanswered', deadline);
      const times = random.chance(rates.repeatedRequest) ? 2 : 1;
      let refused = 0;
      // When the connection was refused, no copy of the request may be in transit.
      const refuse = (): void => {
        refused += 1;
        if (refused === times) answer('unsent', 1);
      };
      for (let copy = 0; copy < times; copy += 1) {
        if (random.chance(rates.lostRequest)) continue;
        this.scheduler.after(undefined, this.scheduler.latency(0, 5), () => this.arrive(to, request, answer, refuse));
      }
    });
  }

  private arrive(
    to: string,
    request: Request,
    answer: (result: ServiceAnswer | NoAnswer, delay: number) => void,
    refuse: () => void,
  ): void {
    const { random, rates } = this.scheduler;
    const replicas = this.servers.get(to) ?? [];
    if (replicas.length === 0) {
      refuse();
      return;
    }
    const { who, handle } = random.pick(replicas);
    this.underway += 1;
    let open = true;
    const end = (): void => {
      if (open) this.underway -= 1;
      open = false;
    };
    const forget = who.onDeath(() => {
      end();
      answer('unanswered', 1);
    });
    void running.run(who, async () => {
      await who.step(`gets ${request.method} ${request.path}`);
      const result = await perform(handle, request);
      await who.step(`answers ${request.method} ${request.path} with ${result.status}`);
      forget();
      end();
      if (!random.chance(rates.lostAnswer)) answer(result, this.scheduler.latency(0, 5));
    });
  }
}

/** The answer as it is transmitted; errors pass through the project's problem filter. */
async function perform(handle: Handler, request: Request): Promise<ServiceAnswer> {
  try {
    const { status, body } = await handle(request);
    return { status, overloaded: false, body: JSON.parse(JSON.stringify(body)) as Record<string, unknown> };
  } catch (error) {
    if (error instanceof DomainError) {
      const body = { ...error.details.members, code: error.code, detail: error.message };
      return { status: error.status, overloaded: false, body };
    }
    if (isServerCondition(error)) return { status: 503, overloaded: false, body: { code: 'service.unavailable' } };
    running.getStore()?.scheduler.trace('failure', String(error));
    return { status: 500, overloaded: false, body: { code: 'service.failed' } };
  }
}

/** Routes the services' calls through the simulated network of the calling process. */
export function divertServiceClient(networkOf: (who: Incarnation) => Network): void {
  const call = (client: ServiceClient, request: Request): Promise<ServiceAnswer | NoAnswer> => {
    const from = running.getStore();
    if (!from) throw new Error('a service calls another one outside of a simulation');
    const { deadlineMs } = (client as unknown as { options: { deadlineMs: number } }).options;
    const to = request.path.startsWith('/cancellations') ? 'delivery' : 'payment';
    return networkOf(from).send(from, to, deadlineMs, request);
  };
  ServiceClient.prototype.get = function (path) {
    return call(this, { method: 'GET', path });
  };
  ServiceClient.prototype.post = function (path, key, body) {
    return call(this, { method: 'POST', path, key, body: JSON.parse(JSON.stringify(body)) as object });
  };
}

import type { Page, Route } from 'playwright-core';

const HOUR_MS = 3_600_000;
const BASE = Math.floor(Date.now() / HOUR_MS) * HOUR_MS;

/** A time some hours after the present full hour. */
export const hence = (hours: number): string => new Date(BASE + hours * HOUR_MS).toISOString();

interface Occupation {
  kind: 'booking' | 'block';
  startsAt: string;
  endsAt: string;
  [member: string]: unknown;
}

export interface PlannedVehicle {
  id: number;
  plate: string;
  productId: string;
  model: string;
  state: string;
  stateReason: string | null;
  out: { orderId: number; dueAt: string; isLate: boolean } | null;
  occupations: Occupation[];
}

export const booking = (orderId: number, from: number, to: number, more: object = {}): Occupation => ({
  kind: 'booking',
  orderId,
  status: 'Placed',
  customerId: `customer-${orderId}`,
  from: hence(from),
  to: hence(to),
  startsAt: hence(from - 1),
  endsAt: hence(to + 1),
  isLate: false,
  isAtRisk: false,
  ...more,
});

/** Three vehicles of one model and one of another: late, at risk, out, blocked, damaged. */
export const fleetPlan = (): PlannedVehicle[] => [
  {
    ...vehicle(1, 'B-CS 1', [
      booking(11, -30, -3, { status: 'InUse', isLate: true }),
      booking(12, 3, 27, { isAtRisk: true }),
    ]),
    out: { orderId: 11, dueAt: hence(-3), isLate: true },
  },
  vehicle(2, 'B-CS 2', [booking(14, 2, 4), booking(15, 8, 9), booking(16, 12, 20)]),
  vehicle(3, 'B-CS 3', [
    { kind: 'block', blockId: 5, reason: 'Brakes', startsAt: hence(10), endsAt: hence(50) },
    booking(17, 60, 70, { status: 'Cancelling' }),
  ]),
  { ...vehicle(4, 'B-CS 4', []), productId: '1002', model: 'Family', state: 'OutOfService', stateReason: 'damage' },
];

function vehicle(id: number, plate: string, occupations: Occupation[]): PlannedVehicle {
  const named = { id, plate, productId: '1001', model: 'City' };
  return { ...named, state: 'InService', stateReason: null, out: null, occupations };
}

type Answer = { status?: number; json?: unknown };

/** Answers a page's requests about plans in place of the services, and keeps what was asked. */
export class Plans {
  readonly asked: { method: string; path: string; body: unknown }[] = [];
  vehicles = fleetPlan();
  owed = [
    {
      orderId: 31,
      customerId: 'mina',
      amount: 36.5,
      currency: 'EUR',
      reason: 'settlement',
      since: hence(-5),
      status: 'Open',
    },
    {
      orderId: 32,
      customerId: 'jisoo',
      amount: 120,
      currency: 'EUR',
      reason: 'settlement',
      since: hence(-50),
      status: 'Open',
    },
  ];
  private readonly answers = new Map<string, (body: Record<string, unknown>) => Answer>();

  static async on(page: Page): Promise<Plans> {
    const plans = new Plans();
    await page.route(/\/(operator\/order\/(calendar|owed)|vehicles|blocks|orders\/\d+)(\/|\?|$)/, (route) =>
      plans.fulfill(route),
    );
    return plans;
  }

  /** Gives an answer for `METHOD /path`; without one the request gets 404. */
  when(request: string, answer: (body: Record<string, unknown>) => Answer): this {
    this.answers.set(request, answer);
    return this;
  }

  /** How often a path was asked for. */
  count(path: string): number {
    return this.asked.filter((each) => each.path === path).length;
  }

  body(request: string): unknown {
    return this.asked.findLast(({ method, path }) => `${method} ${path}` === request)?.body;
  }

  private async fulfill(route: Route): Promise<void> {
    const { pathname: path } = new URL(route.request().url());
    const method = route.request().method();
    const body = (route.request().postDataJSON() ?? {}) as Record<string, unknown>;
    this.asked.push({ method, path, body });
    const known = this.answers.get(`${method} ${path}`)?.(body) ?? this.usual(method, path);
    if (known) await route.fulfill({ status: known.status ?? 200, ...('json' in known && { json: known.json }) });
    else await route.fulfill({ status: 404, json: { status: 404, code: 'route.not_found' } });
  }

  private usual(method: string, path: string): Answer | undefined {
    if (method !== 'GET') return undefined;
    if (path === '/operator/order/calendar') return { json: { vehicles: this.vehicles } };
    if (path === '/operator/order/owed') return { json: { owed: this.owed } };
    const views = this.vehicles.map(({ out, ...rest }) => ({
      ...rest,
      outOrderId: out?.orderId ?? null,
      dueAt: out?.dueAt ?? null,
      version: '1',
    }));
    if (path === '/vehicles') return { json: { _embedded: { vehicles: views }, page: { totalPages: 1 } } };
    const [, id, more] = /^\/vehicles\/(\d+)(\/blocks)?$/.exec(path) ?? [];
    if (more) return { json: { blocks: [] } };
    const view = views.find((each) => String(each.id) === id);
    if (view) return { json: view };
    const order = /^\/orders\/(\d+)$/.exec(path)?.[1];
    return order ? { json: { id: Number(order), ...ORDER, from: hence(3), to: hence(27) } } : undefined;
  }
}

const ORDER = { productId: '1001', qty: 1, status: 'Placed', amount: 78, currency: 'EUR' };

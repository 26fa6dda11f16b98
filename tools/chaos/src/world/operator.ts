import { Incarnation, running } from '../runtime/incarnation.js';
import { Dispatcher } from './dispatcher.js';
import type { World } from './world.js';

/** An order on the operator's list. */
interface Entry {
  id: number;
  status: string;
}

/** What delivery acknowledged to the operator and the drivers. */
export interface Acknowledged {
  handedOver: Set<number>;
  returned: Set<number>;
}

const OPERATOR = 'operator';
/** Late enough that the shortest booking has ended, and the next one can begin. */
const LATE_UNTIL = 125_000;

/**
 * The operator and the drivers: they work off the list of orders to bring and to fetch, some time after they have read it, and repeat
 * what had no answer.
 */
export class Operator {
  /** By delivery. */
  readonly acknowledged: Acknowledged = { handedOver: new Set(), returned: new Set() };
  private busy = 0;
  private readonly who: Incarnation;
  private readonly dispatcher: Dispatcher;
  /** Until then no customer brings a car back, in virtual milliseconds; 0 where they are in time. */
  private lateUntil = 0;

  constructor(private readonly world: World) {
    this.who = new Incarnation(world.scheduler, OPERATOR, 1, 0, false);
    this.dispatcher = new Dispatcher(world, this.who);
  }

  get atRest(): boolean {
    return this.busy === 0;
  }

  start(): void {
    const { random } = this.world.scheduler;
    if (random.chance(0.3)) this.lateUntil = LATE_UNTIL;
    for (let count = random.between(0, 10); count > 0; count -= 1) this.later(random.between(1_000, 24_000));
    if (random.chance(0.5)) {
      for (let count = random.between(1, 4); count > 0; count -= 1) {
        this.later(random.between(1_000, 60_000), () => this.dispatcher.change());
      }
    }
    // Calm rounds: vehicles that are back late, and the next customers of a vehicle.
    const from = Math.max(25_000, this.lateUntil);
    for (let count = random.between(0, 4); count > 0; count -= 1) this.later(random.between(from, from + 75_000));
    // The list of owed amounts.
    for (let count = random.between(0, 2); count > 0; count -= 1) {
      this.later(random.between(from, from + 90_000), () => this.dispatcher.collect());
    }
  }

  private get isLate(): boolean {
    return this.world.scheduler.elapsed < this.lateUntil;
  }

  private later(delay: number, work = (): Promise<void> => this.visit()): void {
    this.busy += 1;
    this.world.scheduler.after(this.who, delay, () => {
      void running.run(this.who, work).finally(() => (this.busy -= 1));
    });
  }

  private async visit(): Promise<void> {
    const { random } = this.world.scheduler;
    const { order, delivery } = this.world.databases;
    const list = order.rows<Entry>(
      `SELECT id, status FROM orders WHERE status IN (${this.isLate ? '' : "'InUse', "}'Placed', 'Shipped') ORDER BY id`,
    );
    if (list.length === 0) return;
    const { id: orderId, status } = random.pick(list);
    const [found] = delivery.rows<{ id: number }>(`SELECT id FROM deliveries WHERE order_id = ${orderId}`);
    if (!found) return;
    const { id } = found;
    await this.who.step('drives', 0, 3_000);
    const next = status === 'InUse' ? 'return' : random.pick(['handover', 'handover', 'handover', 'return', 'ship']);
    for (let tries = random.between(1, 3); tries > 0; tries -= 1) {
      if (await this.record(id, next)) return;
      await this.who.step('waits', 500, 4_000);
    }
  }

  /** @returns whether it was answered */
  private async record(id: number, what: string): Promise<boolean> {
    const path = `/deliveries/${id}/${what}`;
    const request = { method: 'POST', path, body: recordOf(id, what), customer: OPERATOR } as const;
    const answer = await this.world.network.send(this.who, 'delivery', 5_000, request);
    const shown = typeof answer === 'string' ? answer : `${answer.status} ${JSON.stringify(answer.body['code'] ?? '')}`;
    this.world.scheduler.trace(this.who, `POST ${path} ← ${shown}`);
    if (typeof answer === 'string' || answer.status >= 500) return false;
    if (answer.status === 200 && what === 'handover') this.acknowledged.handedOver.add(id);
    if (answer.status === 200 && what === 'return') this.acknowledged.returned.add(id);
    return true;
  }
}

/** What is recorded of a car: the same in every attempt. */
function recordOf(id: number, what: string): object {
  if (what === 'ship') return {};
  return { odometer: what === 'handover' ? 1_000 : 1_000 + ((id * 137) % 400) };
}

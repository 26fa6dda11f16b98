import type { Incarnation } from '../runtime/incarnation.js';
import { nextPeriod } from './bookings.js';
import type { Request } from './network.js';
import type { World } from './world.js';

/** The operator at the plan: blocks vehicles, frees them again, moves bookings to other vehicles, and looks after owed amounts. */
export class Dispatcher {
  constructor(
    private readonly world: World,
    private readonly who: Incarnation,
  ) {}

  /** Sends one change, again where it was not answered. */
  async change(): Promise<void> {
    const { random } = this.world.scheduler;
    await this.send(random.pick([() => this.block(), () => this.block(), () => this.move(), () => this.unblock()])());
  }

  /** Charges an owed amount again, or waives it. */
  async collect(): Promise<void> {
    const { random } = this.world.scheduler;
    const order = this.pick("SELECT order_id AS id FROM owed_amounts WHERE status = 'Open'");
    if (order === undefined) return;
    const step = random.pick(['retry', 'retry', 'waive']);
    const body = step === 'waive' ? { reason: 'the road was closed' } : {};
    await this.send({ method: 'POST', path: `/operator/order/owed/${order}/${step}`, body });
  }

  private async send(request: Request | undefined): Promise<void> {
    const { random } = this.world.scheduler;
    if (!request) return;
    for (let tries = random.between(1, 3); tries > 0; tries -= 1) {
      const answer = await this.world.network.send(this.who, 'order', 5_000, request);
      const shown = typeof answer === 'string' ? answer : `${answer.status} ${JSON.stringify(answer.body)}`;
      this.world.scheduler.trace(this.who, `${request.method} ${request.path} ← ${shown}`);
      if (typeof answer !== 'string' && answer.status < 500) return;
      await this.who.step('waits', 500, 4_000);
    }
  }

  private block(): Request | undefined {
    const { random, clock } = this.world.scheduler;
    const vehicle = this.pick('SELECT id FROM vehicles');
    const { from, to } = nextPeriod(clock.now, random);
    const body = {
      from: new Date(from).toISOString(),
      to: new Date(to).toISOString(),
      reason: 'brakes',
      displace: random.chance(0.7),
    };
    return vehicle === undefined ? undefined : { method: 'POST', path: `/vehicles/${vehicle}/blocks`, body };
  }

  private unblock(): Request | undefined {
    const block = this.pick('SELECT id FROM blocks');
    return block === undefined ? undefined : { method: 'DELETE', path: `/blocks/${block}` };
  }

  private move(): Request | undefined {
    const order = this.pick("SELECT id FROM orders WHERE vehicle_id IS NOT NULL AND status IN ('Placed', 'Shipped')");
    if (order === undefined) return undefined;
    const vehicle = this.pick(
      `SELECT v.id FROM vehicles v JOIN orders o ON o.product_id = v.product_id WHERE o.id = ${order} AND v.id <> o.vehicle_id`,
    );
    if (vehicle === undefined) return undefined;
    return { method: 'POST', path: `/orders/${order}/vehicle`, body: { vehicleId: vehicle } };
  }

  private pick(sql: string): number | undefined {
    const rows = this.world.databases.order.rows<{ id: number }>(`${sql} ORDER BY 1`);
    return rows.length === 0 ? undefined : this.world.scheduler.random.pick(rows).id;
  }
}

import { encodeEvent, Ordered, type WireMessage } from '@carshare/events';
import type { EventLog, LogRecord, RecordHandler, Subscription } from '@carshare/event-log';
import { running, type Incarnation } from '../runtime/incarnation.js';
import type { Scheduler } from '../runtime/scheduler.js';

/** The first order id of another publisher. */
const FOREIGN_ORDERS = 1_000;

interface Member {
  who: Incarnation;
  handler: RecordHandler;
}

/** A partition as one group reads it. A rebalance starts a new generation. */
interface Reading {
  committed: number;
  generation: number;
  wake: (() => void) | undefined;
}

class Group {
  members: Member[] = [];
  readonly readings: Reading[];

  constructor(
    readonly name: string,
    partitions: number,
  ) {
    this.readings = Array.from({ length: partitions }, () => ({ committed: 0, generation: 0, wake: undefined }));
  }
}

/**
 * The topic of a broker: it outlives every process, delivers at least once, and stores the offset that a group commits.
 */
export class Topic {
  readonly partitions: LogRecord[][];
  private readonly groups = new Map<string, Group>();
  private foreignOrders = FOREIGN_ORDERS;
  /** Ids that the other publisher has used, so that a repeated message does not reuse an id. */
  private readonly foreignIds = new Set<string>();

  constructor(
    private readonly scheduler: Scheduler,
    partitions: number,
  ) {
    this.partitions = Array.from({ length: partitions }, () => []);
  }

  get records(): LogRecord[] {
    return this.partitions.flat();
  }

  isRead(): boolean {
    return [...this.groups.values()].every((group) =>
      group.readings.every(({ committed }, partition) => committed >= (this.partitions[partition]?.length ?? 0)),
    );
  }

  /** The log as one process accesses it. */
  logOf(who: Incarnation): EventLog {
    return {
      publish: (messages) => this.publish(who, messages),
      subscribe: async (group, handler) => this.join(group, { who, handler }),
      read: () => from(this.records),
      offsets: async () => [],
      lag: async () => 0,
      check: async () => undefined,
      close: async () => undefined,
    };
  }

  private async publish(who: Incarnation, messages: readonly WireMessage[]): Promise<void> {
    const { random, rates } = this.scheduler;
    await who.step(`sends ${messages.length}`);
    if (random.chance(rates.sendFails)) {
      // Each partition's leader stored some of its records, or none of them.
      const kept = this.partitions.map(() => random.between(0, messages.length));
      messages.forEach((message, index) => index < (kept[this.partitionOf(message)] ?? 0) && this.append(message));
      throw new Error('the send failed');
    }
    for (const message of messages) {
      this.append(message);
      if (random.chance(rates.foreignEvent)) this.appendForeign(message);
    }
    if (random.chance(rates.sentTwice)) {
      this.scheduler.after(undefined, random.between(0, 5_000), () =>
        messages.forEach((message) => this.append(message)),
      );
    }
    await who.step('has sent');
  }

  /** Publishes an event of another publisher with the same id: ids are unique only within their source. */
  private appendForeign({ headers: { ce_id: id = '' } }: WireMessage): void {
    if (this.foreignIds.has(id)) return;
    this.foreignIds.add(id);
    const order = { id: (this.foreignOrders += 1), productId: '1001', qty: 1, status: 'Placed' };
    const event = encodeEvent(Ordered, order, { id, source: '', time: new Date() });
    this.append({ ...event, headers: { ...event.headers, ce_source: '/elsewhere' } });
  }

  private append(message: WireMessage): void {
    const partition = this.partitionOf(message);
    const records = this.partitions[partition] ?? [];
    records.push({ ...message, partition, offset: String(records.length) });
    this.scheduler.trace('topic', `${message.headers['ce_type'] ?? '?'} of order ${message.key}`);
    for (const group of this.groups.values()) group.readings[partition]?.wake?.();
  }

  private partitionOf({ key }: WireMessage): number {
    return Number(key) % this.partitions.length;
  }

  private join(name: string, member: Member): Subscription {
    const group = this.groups.get(name) ?? new Group(name, this.partitions.length);
    this.groups.set(name, group);
    group.members.push(member);
    const leave = (): void => {
      group.members = group.members.filter((other) => other !== member);
      this.rebalance(group);
    };
    member.who.onDeath(leave);
    this.rebalance(group);
    return { progress: () => ({ running: true, lastPollAt: Date.now() }), close: async () => leave() };
  }

  private rebalance(group: Group): void {
    group.readings.forEach((_, partition) => this.assign(group, partition));
  }

  /** Assigns the partition to a member. It starts at the committed offset while the previous member may still work. */
  private assign(group: Group, partition: number): void {
    const reading = group.readings[partition];
    if (!reading) return;
    reading.generation += 1;
    reading.wake?.();
    if (group.members.length === 0) return;
    const member = this.scheduler.random.pick(group.members);
    void running.run(member.who, () => this.pump(group, partition, reading, member, reading.generation));
  }

  private async pump(
    group: Group,
    partition: number,
    reading: Reading,
    { who, handler }: Member,
    generation: number,
  ): Promise<void> {
    const { random, rates } = this.scheduler;
    const records = this.partitions[partition] ?? [];
    let position = reading.committed;
    while (reading.generation === generation) {
      if (position >= records.length) {
        await new Promise<void>((resolve) => {
          reading.wake = resolve;
        });
        continue;
      }
      await who.step(`fetches from ${partition}/${position}`, 0, 10);
      const batch = records.slice(position, position + random.between(1, 5));
      try {
        await handler(batch);
      } catch {
        await who.step('is to get them again', 50, 1_000);
        continue;
      }
      await who.step(`acknowledges ${partition}/${position + batch.length}`);
      if (reading.generation !== generation) return;
      position += batch.length;
      reading.committed = position;
      if (random.chance(rates.rebalance)) {
        // The committed offset is older than the handled records: all later records are delivered again.
        reading.committed = Math.max(0, position - random.between(0, 4));
        this.assign(group, partition);
      }
    }
  }
}

async function* from(records: readonly LogRecord[]): AsyncGenerator<LogRecord> {
  yield* records;
}

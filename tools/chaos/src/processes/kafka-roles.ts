import { kafkajsClient } from '@carshare/event-log';
import { logLevel } from 'kafkajs';
import type { Server } from './surroundings.js';
import { serverTarget, type Target } from './targets.js';

const TOPIC = 'carshare';
/** Where the brokers keep the offsets of the groups: the leader of a group's partition is its coordinator. */
const OFFSETS = '__consumer_offsets';
const GROUP = 'order';

/** @returns targets that are looked up when they are struck: the coordinator of a group, and the leader of a partition */
export function kafkaRoles(servers: readonly Server[], addresses: readonly string[]): Target[] {
  const brokers = servers.filter(({ name }) => name.startsWith('Kafka'));
  if (brokers.length < 2) return [];
  const leaders = (topic: string): Promise<number[]> => leadersOf(topic, addresses);
  return [
    new RoleTarget(`coordinator of ${GROUP}`, brokers, async () => {
      const all = await leaders(OFFSETS);
      return all[partitionOf(GROUP, all.length)];
    }),
    new RoleTarget(`leader of ${TOPIC} 0`, brokers, async () => (await leaders(TOPIC))[0]),
  ];
}

/** Strikes the broker that has a role at that moment. */
class RoleTarget implements Target {
  readonly kinds: Target['kinds'] = ['kill', 'kill', 'freeze'];
  readonly restless = false;
  private broker: Target | undefined;

  constructor(
    private readonly role: string,
    private readonly brokers: readonly Server[],
    private readonly find: () => Promise<number | undefined>,
  ) {}

  get name(): string {
    return `${this.role} (${this.broker?.name ?? 'not looked up'})`;
  }

  async aim(): Promise<boolean> {
    const id = await this.find().catch(() => undefined);
    const server = this.brokers.find(({ name }) => name === `Kafka ${id ?? ''}`);
    this.broker = server && serverTarget(server);
    return server !== undefined;
  }

  async down(): Promise<void> {
    await this.broker?.down();
  }

  async up(): Promise<void> {
    await this.broker?.up();
  }

  pid(): number | undefined {
    return this.broker?.pid();
  }
}

/** The leader of each partition of a topic, by its node id. */
async function leadersOf(topic: string, addresses: readonly string[]): Promise<number[]> {
  const client = kafkajsClient({ clientId: 'chaos', brokers: [...addresses], logLevel: logLevel.NOTHING });
  const admin = client.admin({ retry: { retries: 2 } });
  await admin.connect();
  try {
    const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
    const partitions = topics[0]?.partitions ?? [];
    return partitions.toSorted((a, b) => a.partitionId - b.partitionId).map(({ leader }) => leader);
  } finally {
    await admin.disconnect();
  }
}

/** Kafka's own choice: Java's hash of the group's name, without its sign. */
function partitionOf(group: string, partitions: number): number {
  let hash = 0;
  for (let at = 0; at < group.length; at += 1) hash = (Math.imul(hash, 31) + group.charCodeAt(at)) | 0;
  return (hash & 0x7fffffff) % Math.max(1, partitions);
}

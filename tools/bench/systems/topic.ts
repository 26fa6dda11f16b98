import { Kafka, logLevel, type Admin } from 'kafkajs';

const TOPIC = 'carshare';
const PARTITIONS = 12;

async function administer<T>(brokers: string, work: (admin: Admin) => Promise<T>): Promise<T> {
  const admin = new Kafka({ clientId: 'bench', brokers: brokers.split(','), logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.disconnect();
  }
}

/**
 * Deletes the topic and every consumer group, so that the next system reads no events of the previous one; nothing runs
 * meanwhile.
 */
export async function forgetTopic(brokers: string): Promise<void> {
  await administer(brokers, async (admin) => {
    if ((await admin.listTopics()).includes(TOPIC)) await admin.deleteTopics({ topics: [TOPIC] });
    while ((await admin.listTopics()).includes(TOPIC)) await new Promise((resolve) => setTimeout(resolve, 100));
    const { groups } = await admin.listGroups();
    if (groups.length > 0) await admin.deleteGroups(groups.map(({ groupId }) => groupId));
  });
}

export async function createTopic(brokers: string): Promise<void> {
  await administer(brokers, async (admin) => {
    await admin.createTopics({ topics: [{ topic: TOPIC, numPartitions: PARTITIONS }], waitForLeaders: true });
  });
}

import { AssignerProtocol, type PartitionAssigner } from 'kafkajs';

const { MemberAssignment, MemberMetadata } = AssignerProtocol;

/**
 * Kafka's `range` protocol: members sorted by id get ranges of neighbouring partitions; the first members get one more. Java clients offer
 * it by default, so that a group may contain both kinds of clients; kafkajs implements only its own `RoundRobinAssigner`.
 * @see https://kafka.apache.org/41/javadoc/org/apache/kafka/clients/consumer/RangeAssignor.html
 */
export const rangeAssigner: PartitionAssigner = ({ cluster }) => ({
  name: 'range',
  version: 0,
  assign: async ({ members, topics }) => {
    const subscriptions = members
      .map(({ memberId, memberMetadata }) => ({
        memberId,
        topics: MemberMetadata.decode(memberMetadata)?.topics ?? [],
      }))
      .sort((a, b) => (a.memberId < b.memberId ? -1 : 1));
    const assigned = new Map<string, Record<string, number[]>>(subscriptions.map(({ memberId }) => [memberId, {}]));
    for (const topic of new Set([...topics, ...subscriptions.flatMap((member) => member.topics)])) {
      const partitions = partitionsOf(cluster, topic);
      const subscribed = subscriptions.filter((member) => member.topics.includes(topic));
      for (const [index, { memberId }] of subscribed.entries()) {
        const own = assigned.get(memberId);
        if (own) own[topic] = rangeOf(partitions, index, subscribed.length);
      }
    }
    return [...assigned].map(([memberId, assignment]) => ({
      memberId,
      memberAssignment: MemberAssignment.encode({ version: 0, assignment, userData: Buffer.alloc(0) }),
    }));
  },
  protocol: ({ topics }) => ({
    name: 'range',
    metadata: MemberMetadata.encode({ version: 0, topics, userData: Buffer.alloc(0) }),
  }),
});

type Cluster = Parameters<PartitionAssigner>[0]['cluster'];

/** Empty for a topic that only another member reads: this client has no metadata of it. */
function partitionsOf(cluster: Cluster, topic: string): number[] {
  const metadata = topicIsKnown(cluster, topic) ? cluster.findTopicPartitionMetadata(topic) : [];
  return metadata.map(({ partitionId }) => partitionId).sort((a, b) => a - b);
}

function topicIsKnown(cluster: Cluster, topic: string): boolean {
  try {
    cluster.findTopicPartitionMetadata(topic);
    return true;
  } catch {
    return false;
  }
}

/** The share of the member at `index`: neighbouring partitions, one more for the first ones when they do not divide evenly. */
export function rangeOf(partitions: readonly number[], index: number, members: number): number[] {
  const each = Math.floor(partitions.length / members);
  const more = partitions.length % members;
  const start = each * index + Math.min(index, more);
  return partitions.slice(start, start + each + (index < more ? 1 : 0));
}

import { inList } from '@carshare/persistence';

/**
 * How many parts the outbox has, and so how many replicas of a service can publish side by side. A prime number: keys that grow in
 * steps (`auto_increment_increment` of MySQL's and Galera's replication) fall in every shard as well. Shards are not stored; all
 * replicas must count alike, so another number needs another name of the leases.
 */
export const SHARDS = 13;

/** Every shard, ascending. */
export const ALL_SHARDS: readonly number[] = Array.from({ length: SHARDS }, (_, shard) => shard);

/** The shard of a message's key. The same expression as in {@link inShards}, in every engine. */
export function shardOf(key: number): number {
  return Math.abs(key) % SHARDS;
}

/** The SQL condition of the rows of these shards, at least one; empty for all of them, which spares the comparison. */
export function inShards(shards: readonly number[]): { sql: string; values: readonly number[] } {
  if (shards.length === SHARDS) return { sql: '', values: [] };
  const list = inList(shards);
  return { sql: ` AND ABS(message_key) % ${SHARDS} IN ${list.sql}`, values: list.values };
}

/** The shards in groups of about equal size. @param count at least 1; there are fewer groups than that for fewer shards */
export function grouped(shards: readonly number[], count: number): number[][] {
  const groups = Array.from({ length: Math.min(count, shards.length) }, (): number[] => []);
  shards.forEach((shard, index) => groups[index % groups.length]?.push(shard));
  return groups;
}

import { ALL_SHARDS, SHARDS } from './shards.js';

/** Duration of a lease in milliseconds. */
export const TERM_MS = 3_000;

/**
 * The lease of the whole outbox. A replica of version 0.2 takes it to publish all shards. The replicas that publish by shard hold it
 * together, under one owner, so the two never publish at the same time.
 */
export const WHOLE = { name: 'relay', owner: 'shards' } as const;

/** The name of a shard's lease. */
export function leaseOf(shard: number): string {
  return `relay-shard-${shard}`;
}

/** The name of the row by which a replica announces that it takes part. */
export function memberOf(owner: string): string {
  return `relay-member-${owner}`;
}

/** How long a member's row stays after its replica ended, in milliseconds. */
const FORGET_MS = 60_000;

/** A row of the table `leases`. */
export interface LeaseRow {
  name: string;
  owner: string;
  /** In the time of the database's clock. */
  heldUntil: number;
}

/** The part of the outbox that a replica should publish. */
export interface Share {
  /** Whether a replica that knows no shards publishes all of them. */
  isBlocked: boolean;
  /** Shards that the replica holds and keeps. */
  keep: number[];
  /** Free shards that it should take. */
  take: number[];
  /** Shards that it should release, because another replica has fewer. */
  surplus: number[];
  /** Whether the replica has a row of its own. */
  isMember: boolean;
  /** The rows of replicas that ended. */
  former: string[];
}

/**
 * Computes a replica's share: the shards divided by the live members, the remainder to the oldest ones. Owners are UUIDs of version 7,
 * so they sort by age, and a replica that comes changes no rank. Every replica decides for itself: shares that rest on different views
 * agree after the next look.
 * @param leases every row, as read at `now`
 * @param now in the time of the database's clock, epoch milliseconds
 */
export function shareOf(leases: readonly LeaseRow[], owner: string, now: number): Share {
  // A lease that ends later than one term from now was written by a wrong clock: treat it as expired.
  const live = leases.filter(({ heldUntil }) => heldUntil >= now && heldUntil <= now + TERM_MS);
  const holders = new Map(live.map((lease) => [lease.name, lease.owner]));
  const members = [...new Set([...live.filter(isMember).map((lease) => lease.owner), owner])].sort();
  const rank = members.indexOf(owner);
  const quota = Math.floor(SHARDS / members.length) + (rank < SHARDS % members.length ? 1 : 0);
  const own = ALL_SHARDS.filter((shard) => holders.get(leaseOf(shard)) === owner);
  const free = ALL_SHARDS.filter((shard) => !holders.has(leaseOf(shard)));
  return {
    isBlocked: (holders.get(WHOLE.name) ?? WHOLE.owner) !== WHOLE.owner,
    keep: own.slice(0, quota),
    take: rotated(free, rank / members.length).slice(0, Math.max(0, quota - own.length)),
    surplus: own.slice(quota),
    isMember: leases.some(({ name }) => name === memberOf(owner)),
    former: leases
      .filter((lease) => isMember(lease) && lease.owner !== owner && lease.heldUntil < now - FORGET_MS)
      .map(({ name }) => name),
  };
}

function isMember({ name, owner }: LeaseRow): boolean {
  return name === memberOf(owner);
}

/** Begins at another place for each rank: replicas that start together do not try to take the same shards. */
function rotated(shards: readonly number[], part: number): number[] {
  const first = Math.floor(shards.length * part);
  return [...shards.slice(first), ...shards.slice(0, first)];
}

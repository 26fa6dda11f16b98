import { describe, expect, it } from '@jest/globals';
import { leaseOf, memberOf, shareOf, TERM_MS, WHOLE, type LeaseRow } from './share.js';
import { ALL_SHARDS, grouped, inShards, shardOf, SHARDS } from './shards.js';

const NOW = 1_000_000;
const SOON = NOW + TERM_MS / 2;
const PAST = NOW - 1;

/** The leases of replicas that hold so many shards each, one after another. */
function held(counts: Readonly<Record<string, number>>, heldUntil = SOON): LeaseRow[] {
  let shard = 0;
  return Object.entries(counts).flatMap(([owner, count]) => [
    { name: memberOf(owner), owner, heldUntil },
    ...Array.from({ length: count }, () => ({ name: leaseOf(shard++), owner, heldUntil })),
  ]);
}

const whole = (owner: string, heldUntil = SOON): LeaseRow => ({ name: WHOLE.name, owner, heldUntil });

describe('The shards of the outbox', () => {
  it('divide the keys evenly, also when keys grow in steps', () => {
    for (const step of [1, 2, 3, 7, 12]) {
      const counts = ALL_SHARDS.map(() => 0);
      for (let n = 0; n < 1_300; n += 1) counts[shardOf(5 + n * step)]! += 1;
      expect(counts).toEqual(ALL_SHARDS.map(() => 100));
    }
  });

  it('are compared in SQL only where some are another replica’s', () => {
    expect(inShards(ALL_SHARDS)).toEqual({ sql: '', values: [] });
    expect(inShards([1, 4, 7])).toEqual({
      sql: ' AND ABS(message_key) % 13 IN (?, ?, ?, ?)',
      values: [1, 4, 7, 7],
    });
  });

  it('are grouped without loss, in no more groups than there are shards', () => {
    expect(grouped([1, 4, 7, 9], 3)).toEqual([[1, 9], [4], [7]]);
    expect(grouped([1, 4], 3)).toEqual([[1], [4]]);
  });
});

describe('The share of a replica', () => {
  it('is everything for one that is alone, after the leases of another', () => {
    const left = [...held({ b: 13 }, PAST), whole('b', PAST)];
    expect(shareOf(left, 'a', NOW)).toMatchObject({ isBlocked: false, keep: [], take: ALL_SHARDS, surplus: [] });
  });

  it('adds up to all shards for any number of replicas, at most one apart, and none beyond 13', () => {
    for (let count = 1; count <= 15; count += 1) {
      const owners = Array.from({ length: count }, (_, n) => String.fromCharCode(97 + n));
      const members = owners.map((owner) => ({ name: memberOf(owner), owner, heldUntil: SOON }));
      const sizes = owners.map((owner) => shareOf(members, owner, NOW).take.length);
      expect(sizes.reduce((sum, size) => sum + size)).toBe(SHARDS);
      expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
      expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
    }
  });

  it('shrinks by the surplus when another replica comes, which waits for it', () => {
    const leases = [...held({ a: 13, b: 0 }), whole(WHOLE.owner)];
    expect(shareOf(leases, 'a', NOW)).toMatchObject({ keep: [0, 1, 2, 3, 4, 5, 6], surplus: [7, 8, 9, 10, 11, 12] });
    expect(shareOf(leases, 'b', NOW)).toMatchObject({ keep: [], take: [], surplus: [] });
  });

  it('grows by the shards of a replica whose leases have expired', () => {
    const leases = [...held({ a: 7 }), ...held({ b: 6 }, PAST).map((row) => ({ ...row, name: later(row.name) }))];
    expect(shareOf(leases, 'a', NOW)).toMatchObject({ keep: [0, 1, 2, 3, 4, 5, 6], take: [7, 8, 9, 10, 11, 12] });
  });

  it('ignores leases and members that a wrong clock wrote', () => {
    expect(shareOf(held({ b: 13 }, NOW + TERM_MS + 1), 'a', NOW).take).toEqual(ALL_SHARDS);
  });

  it('is blocked while a replica that knows no shards holds the lease of the whole outbox', () => {
    expect(shareOf([whole('old')], 'a', NOW).isBlocked).toBe(true);
    expect(shareOf([whole('old', PAST)], 'a', NOW).isBlocked).toBe(false);
    expect(shareOf([whole(WHOLE.owner)], 'a', NOW).isBlocked).toBe(false);
  });

  it('names the rows of replicas that ended a minute ago, and never its own', () => {
    const leases = [...held({ a: 0, b: 0 }, NOW - 60_001), ...held({ c: 0 }, NOW - 59_999)];
    expect(shareOf(leases, 'a', NOW)).toMatchObject({ isMember: true, former: [memberOf('b')] });
    expect(shareOf(leases, 'd', NOW).isMember).toBe(false);
  });
});

/** The lease of the shard that comes 7 later. */
function later(name: string): string {
  return name.replace(/\d+$/, (shard) => String(Number(shard) + 7));
}

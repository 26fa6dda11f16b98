import { describe, expect, it } from '@jest/globals';
import { randomHex, uuidv7 } from './random.js';

describe('Random ids', () => {
  it('are as long as asked for and never the same, across the blocks they are drawn in', () => {
    const ids = Array.from({ length: 2_000 }, () => randomHex(16));
    expect(ids.every((id) => /^[0-9a-f]{32}$/.test(id))).toBe(true);
    expect(new Set(ids).size).toBe(2_000);
  });

  it('of version 7 are well formed and sorted by their time', () => {
    const ids = [1, 0x123456789ab, Date.UTC(2026, 0), Date.UTC(2100, 0)].map((time) => uuidv7(time));
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(ids.toSorted()).toEqual(ids);
    expect(ids[1]?.startsWith('01234567-89ab-7')).toBe(true);
  });
});

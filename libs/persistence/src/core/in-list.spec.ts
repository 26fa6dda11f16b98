import { describe, expect, it } from '@jest/globals';
import { inList } from './in-list.js';

describe('The right side of an IN', () => {
  it.each([
    [[1], '(?)', [1]],
    [[1, 2], '(?, ?)', [1, 2]],
    [[1, 2, 3], '(?, ?, ?, ?)', [1, 2, 3, 3]],
  ])('of %j is filled up to a power of two', (given, sql, values) => {
    expect(inList(given)).toEqual({ sql, values });
  });

  it('has ten texts for all lengths up to 512', () => {
    const texts = new Set(Array.from({ length: 512 }, (_, n) => inList(Array.from({ length: n + 1 }, () => n)).sql));
    expect(texts.size).toBe(10);
  });

  it('has as many values as placeholders', () => {
    for (const length of [1, 3, 200, 257]) {
      const { sql, values } = inList(Array.from({ length }, (_, n) => n));
      expect(values).toHaveLength(sql.split('?').length - 1);
      expect(new Set(values).size).toBe(length);
    }
  });
});

import { describe, expect, it } from '@jest/globals';
import { readIfMatch } from './if-match.js';

describe('If-Match', () => {
  it.each([
    [undefined, true],
    ['*', true],
    ['"v1"', true],
    ['"v0", "v1"', true],
    ['"v0","v1" ', true],
    ['"v2"', false],
    ['W/"v1"', false],
    ['""', false],
  ])('of %j is fulfilled by v1: %s', (header, isMatch) => {
    expect(readIfMatch(header)('v1')).toBe(isMatch);
  });

  it.each(['v1', '"v1', 'v1"', '"v1" "v2"', '"v1",', '', '"v\u007f"'])('of %j is refused as malformed', (header) => {
    expect(() => readIfMatch(header)).toThrow(expect.objectContaining({ status: 400, code: 'request.malformed' }));
  });
});

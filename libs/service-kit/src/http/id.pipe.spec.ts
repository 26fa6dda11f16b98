import { describe, expect, it } from '@jest/globals';
import { IdPipe } from './id.pipe.js';

const pipe = new IdPipe();

describe('An id in a path', () => {
  it.each([
    ['1', 1],
    ['2147483647', 2_147_483_647],
  ])('is taken: %s', (text, id) => {
    expect(pipe.transform(text)).toBe(id);
  });

  it.each(['0', '-1', '01', '1.0', '1e3', '0x1', ' 1', '', 'abc', '2147483648', '99999999999', "1' OR '1'='1", '१'])(
    'is refused: %s',
    (text) => {
      expect(() => pipe.transform(text)).toThrow(expect.objectContaining({ code: 'request.invalid', status: 400 }));
    },
  );
});

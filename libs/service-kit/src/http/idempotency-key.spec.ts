import { describe, expect, it } from '@jest/globals';
import { assertSameRequest, fingerprint, readIdempotencyKey } from './idempotency-key.js';

describe('The Idempotency-Key', () => {
  it.each([
    ['bare', 'abc-1', 'abc-1'],
    ['quoted, as the draft has it', '"abc-1"', 'abc-1'],
    ['with blanks around', '  abc-1 ', 'abc-1'],
    ['of 255 characters', 'k'.repeat(255), 'k'.repeat(255)],
  ])('is taken %s', (_form, header, key) => {
    expect(readIdempotencyKey(header)).toBe(key);
  });

  it.each([
    ['empty', ''],
    ['of two quotes', '""'],
    ['of 256 characters', 'k'.repeat(256)],
    ['with a blank inside', 'a b'],
    ['sent twice, which Node joins', 'a, b'],
    ['sent twice', ['a', 'b']],
    ['beyond ASCII', 'schlüssel'],
    ['with a control character', 'a\u0000'],
  ])('is refused %s', (_form, header) => {
    expect(() => readIdempotencyKey(header)).toThrow(
      expect.objectContaining({ code: 'idempotency.malformed', status: 400 }),
    );
  });

  it('may be absent', () => {
    expect(readIdempotencyKey(undefined)).toBeUndefined();
  });
});

describe('The fingerprint of a request', () => {
  it('does not depend on the order of the members, nor on absent ones', () => {
    const one = fingerprint({ productId: '1001', qty: 1, paymentMethod: undefined });
    expect(fingerprint({ qty: 1, productId: '1001' })).toBe(one);
  });

  it.each([[{ qty: 2 }], [{ qty: '1' }], [{ qty: 1, more: true }], [{}], [{ QTY: 1 }]])(
    'tells %j from {"qty":1}',
    (other) => {
      expect(fingerprint(other)).not.toBe(fingerprint({ qty: 1 }));
    },
  );

  it('refuses the same key for another request', () => {
    const stored = fingerprint({ qty: 1 });
    expect(() => assertSameRequest(stored, { qty: 1 })).not.toThrow();
    expect(() => assertSameRequest(stored, { qty: 2 })).toThrow(
      expect.objectContaining({ code: 'idempotency.reused', status: 422 }),
    );
  });
});

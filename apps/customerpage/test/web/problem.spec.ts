import { describe, expect, it } from '@jest/globals';
import { kindOf, retryAfterSeconds, staysOpen } from '../../web/js/problem.js';

describe('An answer that is no success', () => {
  it.each([
    [402, 'payment.declined', 'declined'],
    [409, 'car.out_of_stock', 'outOfStock'],
    [409, 'order.not_cancellable', 'conflict'],
    [409, 'stuck.retry_failed', 'stillStuck'],
    [412, 'car.changed', 'conflict'],
    [503, 'service.overloaded', 'overloaded'],
    [503, 'payment.unavailable', 'unpaid'],
    [503, 'payment.unknown', 'unsettled'],
    [503, undefined, 'overloaded'],
    [429, 'request.limit', 'overloaded'],
    [401, 'identity.missing', 'unauthorized'],
    [403, 'identity.forbidden', 'forbidden'],
    [422, 'idempotency.reused', 'rejected'],
    [500, 'service.failed', 'unknown'],
  ])('of %d %s is %s', (status, code, kind) => {
    expect(kindOf(status, code)).toBe(kind);
  });

  it('keeps the attempt while its outcome is open, and ends it when nothing was ordered', () => {
    const open = (['overloaded', 'unsettled', 'offline', 'unknown', 'unauthorized'] as const).map(staysOpen);
    const over = (['declined', 'outOfStock', 'unpaid', 'rejected', 'conflict', 'forbidden'] as const).map(staysOpen);
    expect([new Set(open), new Set(over)]).toEqual([new Set([true]), new Set([false])]);
  });
});

describe('The wait that Retry-After asks for', () => {
  const now = Date.parse('2026-01-01T00:00:00Z');

  it.each([
    [null, 0],
    ['5', 5],
    ['Thu, 01 Jan 2026 00:00:07 GMT', 7],
    ['Wed, 31 Dec 2025 00:00:00 GMT', 0],
    ['86400', 120],
    ['soon', 0],
  ])('%s is %d seconds', (header, seconds) => {
    expect(retryAfterSeconds(header, now)).toBe(seconds);
  });
});

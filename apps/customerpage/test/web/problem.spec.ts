import { describe, expect, it } from '@jest/globals';
import { kindOf, retryAfterSeconds, staysOpen } from '../../web/js/problem.js';
import { locales, translate } from '../../web/js/translate.js';

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
    [409, 'car.not_available', 'notAvailable'],
    [409, 'car.not_bookable', 'notBookable'],
    [409, 'price.changed', 'priceChanged'],
    [409, 'cancellation.fee_changed', 'feeChanged'],
    [409, 'delivery.not_handed_over', 'conflict'],
    [409, 'delivery.canceled', 'conflict'],
    [422, 'booking.time_invalid', 'badPeriod'],
    [422, 'booking.in_past', 'badPeriod'],
    [422, 'booking.out_of_bounds', 'badPeriod'],
    [422, 'booking.incomplete', 'rejected'],
    [422, 'delivery.odometer_invalid', 'badOdometer'],
  ])('of %d %s is %s', (status, code, kind) => {
    expect(kindOf(status, code)).toBe(kind);
  });

  it('keeps the attempt while its outcome is open, and ends it when nothing was ordered', () => {
    const open = (['overloaded', 'unsettled', 'offline', 'unknown', 'unauthorized'] as const).map(staysOpen);
    const over = (
      [
        'notAvailable',
        'notBookable',
        'priceChanged',
        'badPeriod',
        'declined',
        'outOfStock',
        'unpaid',
        'rejected',
        'conflict',
        'forbidden',
      ] as const
    ).map(staysOpen);
    expect([new Set(open), new Set(over)]).toEqual([new Set([true]), new Set([false])]);
  });
});

describe('The message about a problem of a booking', () => {
  const kinds = ['notAvailable', 'notBookable', 'priceChanged', 'feeChanged', 'badPeriod', 'badOdometer'];

  it.each(kinds)('%s says in both languages what happened and what to do', (kind) => {
    for (const locale of ['en', 'ko']) {
      for (const key of [`problem.${kind}.title`, `problem.${kind}.text`]) {
        expect(locales[locale]).toHaveProperty([key]);
      }
    }
  });

  it.each(['notAvailable', 'notBookable', 'priceChanged'])('%s says that nothing was charged', (kind) => {
    expect(translate('en', `problem.${kind}.text`)).toContain('Nothing was charged');
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

import { describe, expect, it } from '@jest/globals';
import { decodeEvent, InvalidEvent } from '../src/index.js';
import { sample, wire } from './samples.js';

const paid = sample('Paid.v1');

/** @returns why the message is refused, or `undefined` when it is not */
function fault(value: string, headers: Record<string, string> = {}): string | undefined {
  try {
    decodeEvent({ key: '1', value, headers });
    return undefined;
  } catch (error) {
    expect(error).toBeInstanceOf(InvalidEvent);
    return (error as Error).message;
  }
}

const changed = (change: object): string => JSON.stringify({ ...paid.foreign, ...change });

describe('A value that is no UTF-8', () => {
  it('is refused, though a reader that replaces its bytes would find JSON', () => {
    const value = Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xff]), Buffer.from('"}')]);
    const bytes = { key: null, value, headers: [] };
    expect(() => decodeEvent({ key: '1', value: value.toString(), headers: {}, bytes })).toThrow('not UTF-8');
  });
});

describe('A broken event', () => {
  it.each([
    ['is not JSON', '{"eventType":', /not JSON/],
    ['is empty', '', /not JSON/],
    ['is an array', '[]', /not a JSON object/],
    ['is null', 'null', /not a JSON object/],
    ['is a number', '7', /not a JSON object/],
    ['has no eventType', changed({ eventType: undefined }), /no eventType/],
    ['has a number for its eventType', changed({ eventType: 5 }), /no eventType/],
    ['has no order', changed({ orderId: undefined }), /^Paid: .*orderId/],
    ['has text for a number', changed({ qty: '1' }), /^Paid: .*qty/],
    ['has a number for text', changed({ productId: 1001 }), /^Paid: .*productId/],
    ['has an id of nothing', changed({ id: 0 }), /^Paid: .*id must be a positive number/],
    ['has half a car', changed({ qty: 0.5 }), /^Paid: .*qty must be an integer/],
    ['has an amount of text', changed({ amount: '49' }), /^Paid: .*amount/],
    ['has no timestamp', changed({ timestamp: undefined }), /timestamp/],
    ['has a timestamp in another form', changed({ timestamp: '2026-01-02T03:04:05Z' }), /timestamp/],
    ['has an order beyond every column', changed({ orderId: 2 ** 31 }), /^Paid: orderId must not be greater/],
    ['has a quantity beyond every column', changed({ qty: 1e10 }), /^Paid: qty must not be greater/],
    ['has an amount beyond every column', changed({ amount: 1e300 }), /^Paid: amount is out of range/],
    ['has a product beyond its column', changed({ productId: 'x'.repeat(65) }), /^Paid: productId must not be longer/],
    ['has a zero character', changed({ productId: 'a\0' }), /^Paid: productId has characters/],
    ['has half a surrogate pair', changed({ customerId: '\ud83d' }), /^Paid: customerId has characters/],
    ['has a currency of four letters', changed({ currency: 'EURO' }), /^Paid: currency must not be longer/],
    ['has a start without offset', changed({ from: '2026-01-05T08:00:00' }), /^Paid: from must be RFC 3339/],
    ['has a second that no clock shows', changed({ to: '2026-01-05T08:00:60Z' }), /^Paid: to is not a time/],
    ['has a start without offset', changed({ from: '2026-01-05T08:00:00' }), /^Paid: from must be RFC 3339/],
    ['has a second that no clock shows', changed({ to: '2026-01-05T08:00:60Z' }), /^Paid: to is not a time/],
    ['has a thirteenth month', changed({ timestamp: '20261302030405' }), /timestamp/],
  ])('that %s is refused with the reason', (_title, value, reason) => {
    expect(fault(value)).toMatch(reason);
  });

  it('is refused with every reason at once', () => {
    expect(fault(changed({ qty: 'x', status: 5, id: null }))).toMatch(/(?=.*qty)(?=.*status)(?=.*\bid\b)/);
  });

  it('is refused under headers that name a known type as well', () => {
    expect(fault('nothing', paid.headers)).toMatch(/not JSON/);
  });
});

describe('An event that is not for this version', () => {
  it('is passed over when its type is unknown, whatever it holds', () => {
    expect(decodeEvent({ key: '1', value: '{"eventType":"Insured"}', headers: {} })).toBeUndefined();
  });

  it('is passed over when it is not wanted, without a look at its value', () => {
    const message = { ...wire(paid), value: 'not JSON' };
    expect(decodeEvent(message, (type) => type !== 'Paid')).toBeUndefined();
  });
});

import { describe, expect, it } from '@jest/globals';
import { requestFaults, requestOf } from '@carshare/testing';
import { DeliveriesQuery } from './delivery.dto.js';
import { RecordHandover, RecordReturn, toHandover, toReturn } from './handover.dto.js';
import { readRecordedTime } from './recorded-time.js';

const each = (name: string, ...values: unknown[]): [string, unknown][] => values.map((value) => [name, value]);
const NOW = new Date('2026-03-01T10:00:00Z');

describe('The record of a hand-over or a return', () => {
  it.each<[object, object]>([
    [{}, {}],
    [
      { at: null, odometer: null, level: null, notes: null },
      { at: undefined, odometer: null, level: null, notes: null },
    ],
    [
      { odometer: '12840', level: '80' },
      { odometer: 12_840, level: 80 },
    ],
    [
      { odometer: 0, level: 0 },
      { odometer: 0, level: 0 },
    ],
    [
      { odometer: 2_147_483_647, level: 100 },
      { odometer: 2_147_483_647, level: 100 },
    ],
    [{ notes: '  left door:\n\ta scratch \u{1F697} ' }, { notes: 'left door:\n\ta scratch \u{1F697}' }],
    [{ notes: ' ' }, { notes: null }],
    [{ notes: '\u{1F697}'.repeat(500) }, { notes: '\u{1F697}'.repeat(500) }],
    [{ at: '2026-03-01T10:00:00+01:00' }, { at: new Date('2026-03-01T09:00:00Z') }],
  ])('is read from %j', async (given, read) => {
    expect(toHandover(await requestOf(RecordHandover, given))).toMatchObject(read);
    expect(toReturn(await requestOf(RecordReturn, given))).toMatchObject({ ...read, damaged: false });
  });

  it('contains damage at a return only', async () => {
    expect(toReturn(await requestOf(RecordReturn, { damaged: true }))).toMatchObject({ damaged: true });
    expect(await requestFaults(RecordHandover, { damaged: true })).toEqual(['damaged']);
  });

  it.each<[string, unknown]>([
    ...each('at', 1_767_225_600_000, '', 'x'.repeat(65), true, ['2026-03-01T10:00:00Z'], {}),
    ...each('odometer', -1, '-1', 1.5, 'far', '', 2_147_483_648, 1e21, true, [1], {}),
    ...each('level', -1, 101, 0.5, '80 %', true, [80]),
    ...each('notes', 1, true, ['text'], {}, 'x'.repeat(501), 'nul \0', 'lone \uD800', 'bell \u0007'),
    // class-validator counts both characters as one; a column of 500 characters holds 250 of the pairs.
    ...each('notes', '\u2708\uFE0F'.repeat(251)),
    ...each('damaged', 'true', 1, 'yes', []),
    ...each('vehicleId', 7),
    ...each('status', 'Returned'),
  ])('is refused for %s: %j', async (name, value) => {
    expect(await requestFaults(RecordReturn, { [name]: value })).toEqual([name]);
  });
});

describe('The time of a hand-over or a return', () => {
  it.each([
    ['2026-03-01T10:00:00Z', '2026-03-01T10:00:00.000Z'],
    ['2026-03-01t10:00:00z', '2026-03-01T10:00:00.000Z'],
    ['2026-03-01T19:00+09:00', '2026-03-01T10:00:00.000Z'],
    ['2026-02-28T23:59:59.123456-02:30', '2026-03-01T02:29:59.123Z'],
    ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00.000Z'],
    ['2026-03-01T10:01:00Z', '2026-03-01T10:01:00.000Z'],
    ['1970-01-01T00:00:00Z', '1970-01-01T00:00:00.000Z'],
  ])('%s is %s', (text, time) => {
    expect(readRecordedTime(text, NOW).toISOString()).toBe(time);
  });

  it.each([
    ['2026-03-01T10:00:00', 'offset'],
    ['2026-03-01', 'offset'],
    ['2026-03-01 10:00:00Z', 'offset'],
    ['2026-03-01T24:00:00Z', 'offset'],
    ['2026-03-01T10:60:00Z', 'offset'],
    ['2026-03-01T10:00:60Z', 'offset'],
    ['2026-03-01T10:00:00+24:00', 'offset'],
    ['2026-03-01T10:00:00+0100', 'offset'],
    ['+002026-03-01T10:00:00Z', 'offset'],
    ['yesterday', 'offset'],
    ['2026-02-29T10:00:00Z', 'calendar'],
    ['2026-00-10T10:00:00Z', 'calendar'],
    ['2026-01-00T10:00:00Z', 'calendar'],
    ['2026-13-01T10:00:00Z', 'calendar'],
    ['2026-03-01T10:01:00.001Z', 'future'],
    ['9999-12-31T23:59:59Z', 'future'],
    ['1969-12-31T23:59:59Z', '1970'],
    ['1970-01-01T00:00:00+00:01', '1970'],
    ['0000-01-01T00:00:00+23:59', '1970'],
  ])('%s is refused: %s', (text, why) => {
    expect(() => readRecordedTime(text, NOW)).toThrow(why);
  });
});

describe('A search for the deliveries of orders', () => {
  it.each<[object, number[] | undefined]>([
    [{}, undefined],
    [{ orderId: '7' }, [7]],
    [{ orderId: ['7', '8', '7'] }, [7, 8, 7]],
  ])('is read from %j', async (given, orderId) => {
    expect((await requestOf(DeliveriesQuery, given, 'query')).orderId).toEqual(orderId);
  });

  it.each<[unknown]>([
    ['0'],
    ['-1'],
    ['1.5'],
    ['x'],
    [''],
    ['7,8'],
    ['2147483648'],
    [['7', 'x']],
    [[]],
    [[['7']]],
    [{ a: '7' }],
    [Array.from({ length: 101 }, (_, at) => String(at + 1))],
  ])('is refused for %j', async (orderId) => {
    expect(await requestFaults(DeliveriesQuery, { orderId }, 'query')).toEqual(['orderId']);
  });
});

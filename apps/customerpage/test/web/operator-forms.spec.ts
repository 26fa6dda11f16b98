import { describe, expect, it } from '@jest/globals';
import {
  judgeFact,
  judgeModel,
  judgeVehicle,
  localDay,
  localMinute,
  mergeFresh,
  numberIn,
  withOffset,
} from '../../web/operator/js/form-model.js';

interface Judged {
  body: Record<string, unknown>;
  faults: Record<string, string>;
}
type Inputs = Record<string, string>;
const fact = (inputs: Inputs, odometer?: number): Judged =>
  judgeFact(inputs, {
    openedAt: '2026-03-01T10:00',
    ...(odometer !== undefined && { handover: { odometer } }),
  });
const model = (inputs: Inputs, isNew = false): Judged => judgeModel(inputs, isNew);
const vehicle = (inputs: Inputs): Judged => judgeVehicle(inputs);

describe('A number in a form', () => {
  it.each([
    ['', undefined],
    [' 49,5 ', 49.5],
    ['0', 0],
    ['4.1234', NaN],
    ['-1', NaN],
    ['1e3', NaN],
    ['12345678901', NaN],
  ])('%j is %p', (text, value) => expect(numberIn(text)).toBe(value));
});

describe('The form of a model', () => {
  const prices = { pricePerUnit: '49', pricePerHour: '8', pricePerDay: '49' };

  it('is sent with its prices, and with number and stock when it is new', () => {
    expect(model({ model: ' City ', ...prices })).toEqual({
      body: { model: 'City', pricePerUnit: 49, pricePerHour: 8, pricePerDay: 49 },
      faults: {},
    });
    expect(model({ model: 'City', productId: '1006', stock: '3', pricePerUnit: '49,50' }, true)).toEqual({
      body: { model: 'City', productId: '1006', stock: 3, pricePerUnit: 49.5 },
      faults: {},
    });
  });

  it.each([
    [{ model: ' ' }, { model: 'operator.fault.name' }],
    [{ pricePerUnit: '' }, { pricePerUnit: 'operator.fault.price' }],
    [{ pricePerUnit: '0' }, { pricePerUnit: 'operator.fault.price' }],
    [{ pricePerHour: 'x' }, { pricePerHour: 'operator.fault.price' }],
    [{ pricePerHour: '' }, { pricePerHour: 'operator.fault.bothPrices' }],
    [{ pricePerDay: '' }, { pricePerDay: 'operator.fault.bothPrices' }],
    [{ pricePerDay: '193' }, { pricePerDay: 'operator.fault.dayTooHigh' }],
    [{ productId: 'a b' }, { productId: 'operator.fault.productId' }],
    [{ stock: '1.5' }, { stock: 'operator.fault.whole' }],
  ])('with %j has the fault %j', (inputs, faults) => {
    const whole = { model: 'City', productId: '1006', stock: '', ...prices };
    expect(model({ ...whole, ...inputs }, true).faults).toEqual(faults);
  });
});

describe('The form of a vehicle', () => {
  it('is sent with what it has', () => {
    expect(vehicle({ plate: ' B-CS 1001 ', productId: '1001', fromStock: 'on' })).toEqual({
      body: { plate: 'B-CS 1001', productId: '1001', fromStock: true },
      faults: {},
    });
    expect(vehicle({ plate: '12가 3456', state: 'Pool' }).body).toEqual({ plate: '12가 3456', state: 'Pool' });
    expect(vehicle({ plate: 'B 1', fromStock: '' }).body).toEqual({ plate: 'B 1' });
    expect(vehicle({ plate: 'B 1', reason: ' ' }).body).toEqual({ plate: 'B 1' });
    expect(vehicle({ plate: 'B 1', reason: ' new\ttyres ' }).body).toEqual({ plate: 'B 1', reason: 'new tyres' });
  });

  it.each(['', 'B--1', 'B 1-', '!', 'x'.repeat(33)])('refuses the plate %j', (plate) => {
    expect(vehicle({ plate }).faults).toEqual({ plate: 'operator.fault.plate' });
  });
});

describe('The form of a hand-over or a return', () => {
  const at = '2026-03-01T10:00';

  it('leaves out what is empty, and a time that was not changed', () => {
    expect(fact({ at, odometer: '', level: '', notes: ' ' })).toEqual({ body: {}, faults: {} });
  });

  it('is sent with everything that was entered', () => {
    const inputs = { at: '2026-03-01T09:30', odometer: '120', level: '80', notes: ' a scratch ', damaged: 'on' };
    expect(fact(inputs)).toEqual({
      body: {
        at: withOffset(new Date(2026, 2, 1, 9, 30)),
        odometer: 120,
        level: 80,
        notes: 'a scratch',
        damaged: true,
      },
      faults: {},
    });
    expect(fact({ at, damaged: '' }).body).toEqual({ damaged: false });
  });

  it.each([
    [{ at: '' }, { at: 'operator.fault.time' }],
    [{ at: localMinute(new Date(Date.now() + 180_000)) }, { at: 'operator.fault.future' }],
    [{ odometer: '1.5' }, { odometer: 'operator.fault.whole' }],
    [{ odometer: '2147483648' }, { odometer: 'operator.fault.whole' }],
    [{ odometer: '99' }, { odometer: 'operator.fault.odometer' }],
    [{ level: '101' }, { level: 'operator.fault.level' }],
    [{ notes: 'x'.repeat(501) }, { notes: 'operator.fault.notes' }],
  ])('with %j has the fault %j', (inputs, faults) => expect(fact({ at, ...inputs }, 100).faults).toEqual(faults));
});

describe('A time of this time zone', () => {
  const moment = new Date(2026, 0, 9, 7, 5, 59);

  it('is written to the minute, and as its day', () => {
    expect([localMinute(moment), localDay(moment)]).toEqual(['2026-01-09T07:05', '2026-01-09']);
  });

  it.each([
    [-540, '+09:00'],
    [210, '-03:30'],
    [0, '+00:00'],
  ])('of %i minutes west of UTC has the offset %s', (west, offset) => {
    const there = Object.assign(new Date(2026, 0, 9, 7, 5), { getTimezoneOffset: () => west });
    expect(withOffset(there)).toBe(`2026-01-09T07:05:00${offset}`);
  });

  it('is the same instant with its offset', () => {
    expect(Date.parse(withOffset(moment))).toBe(moment.getTime() - 59_000);
  });
});

describe('A form whose object has changed at the server', () => {
  it('takes the new value where the operator has entered none, and keeps every other input', () => {
    const opened = { name: 'City', price: '49', day: '60' };
    const inputs = { name: 'City', price: '55', day: '60' };
    const now = { name: 'Town', price: '50', day: '60' };
    expect(mergeFresh(inputs, opened, now)).toEqual({
      inputs: { name: 'Town', price: '55', day: '60' },
      changed: ['name', 'price'],
    });
  });
});

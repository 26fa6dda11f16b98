import { beforeAll, describe, expect, it } from '@jest/globals';
import { ceilingsOf } from '../model/ceilings.ts';
import { differs, pointsOf, type Point } from '../model/check.ts';
import { costsOf } from '../model/derive.ts';
import { figure, readMeasured } from '../model/measured.ts';
import { needsOf } from '../model/needs.ts';
import { RATES } from '../model/scenarios.ts';

const measured = readMeasured();

describe('The simulated machine', () => {
  let points: readonly Point[];

  beforeAll(() => {
    points = pointsOf(measured);
  });

  it('is as fast as the measured one, within the stated error', () => {
    const rates = points.filter(({ unit, within }) => unit !== 'ms' && within !== undefined);
    expect(rates.length).toBeGreaterThan(10);
    expect(rates.filter((point) => differs(point) > (point.within ?? 0)).map(({ what }) => what)).toEqual([]);
  });

  it('has the order of magnitude of its latency under overload', () => {
    const overload = points.find(({ what }) => what === 'answer p99 at 3× capacity')!;
    expect(differs(overload)).toBeLessThan(3);
  });
});

describe('The model', () => {
  it('attributes all CPU of an order to its parts', () => {
    const { request, batchMs, eventMs } = costsOf(measured);
    const { orders } = measured.costs;
    const batches = figure(orders, 'payment.kafka.produce');
    const payment = request.payment + batches * batchMs.payment + eventMs.payment;
    expect(payment).toBeCloseTo(figure(measured.bench, 'cpu64.payment') / 1_000, 6);
    const parts = [...Object.values(request), ...Object.values(batchMs), ...Object.values(eventMs)];
    expect(parts.filter((ms) => !(ms > 0))).toEqual([]);
  });

  it('needs in proportion to the rate', () => {
    const [small, large] = [needsOf(measured, 10_000), needsOf(measured, 100_000)];
    expect(large.pods.order / small.pods.order).toBeCloseTo(10, 0);
    expect(large.networkMbit / small.networkMbit).toBeCloseTo(10, 6);
    expect(small.idDays / large.idDays).toBeCloseTo(10, 6);
  });

  it('needs at least three pods of each service', () => {
    expect(Math.min(...Object.values(needsOf(measured, RATES[0]).pods))).toBe(3);
  });

  it('names the parts in the order in which they give way', () => {
    const rates = ceilingsOf(measured).map(({ perSecond }) => perSecond);
    expect(rates).toEqual(rates.toSorted((one, other) => one - other));
    expect(rates.filter((rate) => !(rate > 0))).toEqual([]);
  });

  it('refuses a figure that was not measured', () => {
    expect(() => figure({ rate: NaN }, 'rate')).toThrow('no figure rate was measured');
    expect(() => figure({}, 'rate')).toThrow('no figure rate was measured');
  });
});

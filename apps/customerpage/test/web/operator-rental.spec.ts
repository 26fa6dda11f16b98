import { execFileSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import { actionsFor, isListed, moneyOf, statesFrom } from '../../web/operator/js/rental-model.js';
import type { AgendaEntry } from '../../web/operator/js/types.js';

const entry = (status: string, at: string | null): AgendaEntry => ({
  orderId: 1,
  status,
  productId: '1001',
  model: 'City',
  qty: 1,
  customerId: 'guest',
  vehicleId: null,
  plate: null,
  place: null,
  at,
  isLate: false,
});

describe('An entry of the agenda', () => {
  const at = '2026-03-01T10:00:00Z';

  it.each([
    ['Placed', at, ['ship', 'handover']],
    ['Shipped', at, ['handover']],
    ['InUse', at, ['return']],
    ['Placed', null, ['handover']],
    ['Shipped', null, ['handover', 'return']],
    ['InUse', null, ['return']],
    ['Cancelling', at, []],
  ])('that is %s at %s allows %j', (status, time, actions) => {
    expect(actionsFor(entry(status, time))).toEqual(actions);
  });
});

/** The bounds of days as a process in another time zone computes them. */
function boundsIn(zone: string, days: string[]): { from: string; to: string }[] {
  const file = new URL('../../web/operator/js/rental-model.js', import.meta.url);
  const script = `import { boundsOf } from '${file.href}'; console.log(JSON.stringify(${JSON.stringify(days)}.map(boundsOf)));`;
  const options = { env: { ...process.env, TZ: zone, NODE_OPTIONS: '' }, encoding: 'utf8' } as const;
  return JSON.parse(execFileSync(process.execPath, ['--input-type=module', '-e', script], options)) as {
    from: string;
    to: string;
  }[];
}

describe('A day of the operator', () => {
  it('lasts from midnight to midnight of the time zone, also when the clocks change', () => {
    expect(boundsIn('Europe/Berlin', ['2026-03-29', '2026-10-25', '2026-12-31'])).toEqual([
      { from: '2026-03-29T00:00:00+01:00', to: '2026-03-30T00:00:00+02:00' },
      { from: '2026-10-25T00:00:00+02:00', to: '2026-10-26T00:00:00+01:00' },
      { from: '2026-12-31T00:00:00+01:00', to: '2027-01-01T00:00:00+01:00' },
    ]);
    expect(boundsIn('Asia/Seoul', ['2026-02-28'])).toEqual([
      { from: '2026-02-28T00:00:00+09:00', to: '2026-03-01T00:00:00+09:00' },
    ]);
  });
});

describe('A vehicle', () => {
  it('offers its present state first, then those that can follow', () => {
    expect(statesFrom('Pool')).toEqual(['Pool', 'InService']);
    expect(statesFrom('Retired')).toEqual(['Retired']);
  });

  it.each([
    [{ productId: '', state: 'fleet' }, ['InService', 'Pool']],
    [{ productId: '', state: 'Retired' }, ['Retired']],
    [{ productId: '1002', state: 'fleet' }, []],
  ])('is listed by %j', (filter, states) => {
    const listed = ['InService', 'Pool', 'Retired'].filter((state) => isListed({ productId: '1001', state }, filter));
    expect(listed).toEqual(states);
  });
});

describe("An order's money", () => {
  const moved = (status: string, amount: number): { status: string; details: Record<string, unknown> } => ({
    status,
    details: { amount },
  });

  it.each([
    [[moved('charge', 49)], { charged: 49, refunded: 0, fee: 0 }],
    [[moved('charge', 0.3), moved('refund', 0.1)], { charged: 0.3, refunded: 0.1, fee: 0.2 }],
    [[moved('charge', 49), moved('settled', 49)], { charged: 49, refunded: 49, fee: 0 }],
    [[moved('charge', 49), moved('dup_charge', 49), moved('dup_refund', 49)], { charged: 49, refunded: 0, fee: 0 }],
    [[], { charged: 0, refunded: 0, fee: 0 }],
  ])('is summed up from %j', (movements, money) => expect(moneyOf(movements)).toEqual(money));
});

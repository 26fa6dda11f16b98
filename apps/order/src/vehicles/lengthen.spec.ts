import { describe, expect, it } from '@jest/globals';
import { enumerate, interval, isDoubleBooked, VERSION, type Scenario, type Work } from '../../test/read-committed.js';
import { freeVehicles, occupy } from './calendar.js';
import { lengthen, shorten, timeLeft, type TimeLeft } from './lengthen.js';

const VEHICLE = 1;
const EXTENDED = 9;
const END = new Date(30);

/** How an extension takes the time that it has found free. */
type Claim = (tx: Parameters<Work>[0], left: TimeLeft) => Promise<void>;

const extend =
  (claim: Claim): Work =>
  async (tx) => {
    const left = await timeLeft(tx, EXTENDED);
    if (!left || (left.nextStart !== null && left.nextStart < END)) return false;
    await claim(tx, left);
    return true;
  };
const book: Work = async (tx) => {
  const asked = interval(25, 35);
  const [vehicle] = await freeVehicles(tx, asked, new Date(0), '1001');
  if (vehicle?.id !== VEHICLE) return false;
  await occupy(tx, vehicle, 1, asked);
  return true;
};

const asBuilt: Claim = (tx, left) => lengthen(tx, left, EXTENDED, END);
const versionNotRaised: Claim = async (tx) => {
  await tx.execute('UPDATE occupations SET ends_at = ? WHERE order_id = ?', [END.getTime(), EXTENDED]);
};
const versionReadLate: Claim = async (tx, left) => {
  const [row] = await tx.query<{ version: number }>(VERSION, [VEHICLE]);
  await lengthen(tx, { ...left, version: row?.version ?? 0 }, EXTENDED, END);
};

describe('An extension and a booking of the time behind it, in every interleaving of their statements', () => {
  const both = (claim: Claim): Scenario => ({
    before: [[EXTENDED, interval(10, 20)]],
    works: [extend(claim), book],
  });

  it('never overlap: one of them gets the time', async () => {
    const { interleavings, outcomes } = await enumerate(both(asBuilt));
    expect(Object.keys(outcomes).toSorted()).toEqual(['9:10-20 1:25-35', '9:10-30']);
    expect(interleavings).toBeGreaterThanOrEqual(10);
  });

  it.each([
    ['the version is not raised', versionNotRaised],
    ['the version is read after the calendar', versionReadLate],
  ])('can overlap when %s', async (_title, claim) => {
    const { outcomes } = await enumerate(both(claim));
    expect(Object.keys(outcomes).filter(isDoubleBooked)).not.toEqual([]);
  });

  it('give the time to the booking that reads the calendar after the extension was withdrawn', async () => {
    const withdraw: Work = async (tx) => {
      await shorten(tx, VEHICLE, EXTENDED, new Date(20));
      return true;
    };
    const { outcomes } = await enumerate({ before: [[EXTENDED, interval(10, 30)]], works: [withdraw, book] });
    expect(Object.keys(outcomes).toSorted()).toEqual(['9:10-20', '9:10-20 1:25-35']);
  });
});

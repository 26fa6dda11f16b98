import { Money, type AdjustmentFields } from '@carshare/events';

/** What is known of one adjustment. */
interface Adjustment {
  reason: string;
  status: string;
  /** In minor units: above 0 what was charged, below 0 what was refunded. */
  minor: number;
}

type Adjustments = Record<string, Adjustment>;

/** A voided charge may have succeeded before; a declined one stays declined. */
const RANK = ['Declined', 'Succeeded', 'Voided'];

/** The text of one adjustment, as {@link joinAdjustments} takes it. */
export function adjustmentText(fields: AdjustmentFields): string {
  const { number, kind, amount, currency, reason, status } = fields;
  const { minorUnits } = Money.nearest(amount, currency);
  return textOf({ [number]: { reason, status, minor: kind === 'refund' ? -minorUnits : minorUnits } });
}

/** Every adjustment of the two texts once: the same text in any order and after any repetition. */
export function joinAdjustments(known: string | null, other: string | null): string | null {
  if (known === null || other === null) return known ?? other;
  const joined = read(known);
  for (const [number, adjustment] of Object.entries(read(other))) {
    const before = joined[number];
    if (!before || isLater(adjustment, before)) joined[number] = adjustment;
  }
  return textOf(joined);
}

/**
 * What the settlement at the end charged, in minor units; below 0 what it refunded.
 * @returns null when it moved no money
 */
export function settledMinor(adjustments: string | null): number | null {
  if (adjustments === null) return null;
  const settled = Object.values(read(adjustments)).filter(
    ({ reason, status }) => reason === 'settlement' && status === 'Succeeded',
  );
  return settled.length === 0 ? null : settled.reduce((sum, { minor }) => sum + minor, 0);
}

/** The text decides between two reports of one status, so that their order does not. */
function isLater(one: Adjustment, than: Adjustment): boolean {
  const rank = RANK.indexOf(one.status) - RANK.indexOf(than.status);
  return rank === 0 ? JSON.stringify(one) > JSON.stringify(than) : rank > 0;
}

function read(text: string): Adjustments {
  return JSON.parse(text) as Adjustments;
}

/** JavaScript keeps whole numbers as names in ascending order. */
function textOf(adjustments: Adjustments): string {
  return JSON.stringify(adjustments);
}

import { decimalsOf, DEFAULT_CURRENCY, Money } from './money.js';

/**
 * The columns of an amount (docs/decisions/0016-money-in-minor-units.md). `hundredths` of the major unit is what version 0.1 reads
 * and writes; the next version drops it.
 */
export interface StoredMoney {
  /** Null in a row that version 0.1 wrote. */
  minorUnits: number | null;
  hundredths: number;
  /** Null in a row without a currency: such an amount is in the default currency. */
  currency: string | null;
}

/**
 * The amount that a row contains. The minor units count while they agree with the hundredths; where they do not, a replica of
 * version 0.1 has changed the row, and the hundredths count.
 */
export function moneyIn({ minorUnits, hundredths, currency }: StoredMoney): Money {
  const code = currency ?? DEFAULT_CURRENCY;
  if (minorUnits !== null) {
    const money = Money.ofMinorUnits(minorUnits, code);
    if (hundredthsOf(money) === hundredths) return money;
  }
  return Money.nearest(hundredths / 100, code);
}

/** The columns of an amount. */
export function columnsOf(money: Money): StoredMoney & { minorUnits: number; currency: string } {
  return { minorUnits: money.minorUnits, hundredths: hundredthsOf(money), currency: money.currency };
}

/** Exact for currencies with at most 2 decimals. Of the others, version 0.1 takes payments in whole hundredths only. */
function hundredthsOf({ minorUnits, currency }: Money): number {
  return Math.round(minorUnits * 10 ** (2 - decimalsOf(currency)));
}

import { moneyIn } from '@carshare/events';

/** The columns of an amount. */
export interface AmountColumns {
  /** In hundredths of the major unit. */
  amount: number;
  /** Null in a row of version 0.1. */
  amount_minor: number | null;
  currency: string | null;
}

/** Replaces the two columns of an amount by one, in minor units of the currency. */
export function inMinorUnits<T extends AmountColumns>(row: T): T {
  const { amount: hundredths, amount_minor: minorUnits, currency } = row;
  return { ...row, amount: moneyIn({ hundredths, minorUnits, currency }).minorUnits };
}

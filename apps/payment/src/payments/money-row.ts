import { moneyIn, type Money } from '@carshare/events';

/** The columns of an amount as a driver returns them. */
export interface MoneyRow {
  amount: number | string;
  amount_minor: number | string | null;
  currency: string;
}

/** The amount of a row that was read by a statement of its own. */
export function moneyOf({ amount, amount_minor, currency }: MoneyRow): Money {
  return moneyIn({
    hundredths: Number(amount),
    minorUnits: amount_minor === null ? null : Number(amount_minor),
    currency,
  });
}

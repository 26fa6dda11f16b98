import { decimalsOf, InvalidMoney, Money } from './money.js';

/** Currencies that Stripe counts in other units than ISO 4217 does, by the decimals (https://docs.stripe.com/currencies#special-cases, https://docs.stripe.com/currencies#zero-decimal). */
const STRIPE_DECIMALS: ReadonlyMap<string, number> = new Map([
  ['ISK', 2],
  ['UGX', 2],
  ['MGA', 0],
]);
/** Currencies whose major unit is worth about 0.01 EUR or less: their prices have more digits. */
const SMALL_UNIT = new Set(
  'BIF CLP COP CRC DJF GNF HUF IDR JPY KHR KMF KRW LAK LBP MGA MMK MNT NGN PYG RWF TZS UGX UZS VND XAF XOF XPF'.split(
    ' ',
  ),
);

/** The largest amount of one payment: Stripe takes eight digits (https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts). */
const MAX_STRIPE_UNITS = 99_999_999;
/** The highest price of one car, in major units. */
const MAX_PRICE = 100_000;
const MAX_PRICE_SMALL_UNIT = 20_000_000;

/**
 * The number that Stripe counts an amount in.
 * @throws {InvalidMoney} when Stripe has no unit that small
 */
export function toStripeUnits(money: Money): number {
  const units = money.minorUnits * stripeScaleOf(money.currency);
  if (!Number.isSafeInteger(units)) throw new InvalidMoney(`Stripe cannot charge ${String(money)}.`);
  return units;
}

/** The amount that Stripe reports. @param units in which Stripe counts the currency @param currency an ISO 4217 code in capitals */
export function fromStripeUnits(units: number, currency: string): Money {
  return Money.ofMinorUnits(Math.round(units / stripeScaleOf(currency)), currency);
}

/**
 * Says what is wrong with the amount of a payment.
 * @returns a sentence for the client, or undefined when the amount can be paid
 */
export function amountFault(amount: Money): string | undefined {
  const { currency } = amount;
  const step = stepOf(currency);
  if (amount.minorUnits % step !== 0) {
    const least = Money.ofMinorUnits(step, currency).major;
    return `Amounts in ${currency} must be multiples of ${String(least)}: card networks move no smaller amount.`;
  }
  const most = Math.floor(MAX_STRIPE_UNITS / stripeScaleOf(currency) / step) * step;
  if (amount.minorUnits <= most) return undefined;
  return `The amount must be at most ${String(Money.ofMinorUnits(most, currency))}.`;
}

/**
 * Says what is wrong with the price of one car.
 * @param major the price in major units of the currency
 * @param currency an ISO 4217 code in capitals
 * @returns a sentence for the client, or undefined when the price is valid
 */
export function priceFault(major: number, currency: string): string | undefined {
  const least = decimalsOf(currency) === 0 ? 1 : 0.01;
  const most = SMALL_UNIT.has(currency) ? MAX_PRICE_SMALL_UNIT : MAX_PRICE;
  if (!(major >= least && major <= most)) {
    return `A price in ${currency} must be ${String(least)} to ${String(most)}.`;
  }
  try {
    return amountFault(Money.of(major, currency));
  } catch (error) {
    if (error instanceof InvalidMoney) return error.message;
    throw error;
  }
}

/** The smallest amount that can be paid in a currency; every payable amount is a multiple of it. */
export function smallestPayable(currency: string): Money {
  return Money.ofMinorUnits(stepOf(currency), currency);
}

/** Stripe's units per minor unit. */
function stripeScaleOf(currency: string): number {
  const decimals = decimalsOf(currency);
  return 10 ** ((STRIPE_DECIMALS.get(currency) ?? decimals) - decimals);
}

/** The smallest amount that cards pay, in minor units: hundredths of the major unit (https://docs.stripe.com/currencies#three-decimal), or what Stripe counts in. */
function stepOf(currency: string): number {
  const decimals = decimalsOf(currency);
  return 10 ** Math.max(0, decimals - Math.min(2, STRIPE_DECIMALS.get(currency) ?? 2));
}

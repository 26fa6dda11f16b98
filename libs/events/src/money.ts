/** Currencies without a minor unit that Stripe counts in major units (https://docs.stripe.com/currencies#zero-decimal). */
const ZERO_DECIMAL = new Set('BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF'.split(' '));
/** Currencies without a minor unit that Stripe counts in hundredths all the same (https://docs.stripe.com/currencies#special-cases). */
const ZERO_DECIMAL_IN_HUNDREDTHS = new Set(['ISK', 'UGX']);
/** Currencies with 1,000 minor units (https://docs.stripe.com/currencies#three-decimal). */
const THREE_DECIMAL = new Set('BHD JOD KWD OMR TND'.split(' '));
/** Currencies whose major unit is worth about 0.01 EUR or less: their prices have more digits. */
const SMALL_UNIT = new Set(
  'BIF CLP COP CRC DJF GNF HUF IDR JPY KHR KMF KRW LAK LBP MGA MMK MNT NGN PYG RWF TZS UGX UZS VND XAF XOF XPF'.split(
    ' ',
  ),
);

/** The largest amount of one payment, in minor units: Stripe takes eight digits (https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts). */
const MAX_MINOR_UNITS = 99_999_999;
/** The highest price of one car, in major units. In hundredths both fit a 32-bit column. */
const MAX_PRICE = 100_000;
const MAX_PRICE_SMALL_UNIT = 20_000_000;

/**
 * How many decimals amounts of a currency have (ISO 4217).
 * @param currency an ISO 4217 code in capitals
 */
export function decimalsOf(currency: string): 0 | 2 | 3 {
  if (ZERO_DECIMAL.has(currency) || ZERO_DECIMAL_IN_HUNDREDTHS.has(currency)) return 0;
  return THREE_DECIMAL.has(currency) ? 3 : 2;
}

/**
 * Converts a stored amount to the currency's minor units, as payment providers count.
 * @param hundredths of the major unit, the form in which every amount is stored
 * @param currency an ISO 4217 code in capitals
 * @throws {RangeError} when the currency has no unit that small
 */
export function toMinorUnits(hundredths: number, currency: string): number {
  if (decimalsOf(currency) === 0 && hundredths % 100 !== 0) {
    throw new RangeError(`amounts in ${currency} have no decimals`);
  }
  if (ZERO_DECIMAL.has(currency)) return hundredths / 100;
  return THREE_DECIMAL.has(currency) ? hundredths * 10 : hundredths;
}

/**
 * Converts the currency's minor units to hundredths of the major unit, the form in which amounts are stored.
 * Thousandths are rounded: card networks move multiples of ten of them only.
 */
export function fromMinorUnits(units: number, currency: string): number {
  if (ZERO_DECIMAL.has(currency)) return units * 100;
  return THREE_DECIMAL.has(currency) ? Math.round(units / 10) : units;
}

/**
 * Converts an amount in major units, as requests and events carry it, to the stored hundredths.
 * @param major for example 49.9 for 49.90 EUR
 */
export function toHundredths(major: number): number {
  return Math.round(major * 100);
}

/**
 * Says what is wrong with the amount of a payment.
 * @param hundredths of the major unit
 * @param currency an ISO 4217 code in capitals
 * @returns a sentence for the client, or undefined when the amount can be paid
 */
export function amountFault(hundredths: number, currency: string): string | undefined {
  const places = decimalsOf(currency);
  if (places === 0 && hundredths % 100 !== 0) return `Amounts in ${currency} have no decimals: use a whole number.`;
  const most = fromMinorUnits(MAX_MINOR_UNITS, currency);
  if (hundredths > most) return `The amount must be at most ${inMajorUnits(most, currency)}.`;
  return undefined;
}

/**
 * Says what is wrong with the price of one car.
 * @param major the price in major units of the currency
 * @param currency an ISO 4217 code in capitals
 * @returns a sentence for the client, or undefined when the price is valid
 */
export function priceFault(major: number, currency: string): string | undefined {
  const hundredths = toHundredths(major);
  if (Math.abs(hundredths / 100 - major) > 1e-9 * Math.max(1, major)) {
    return decimalsOf(currency) === 3
      ? `Prices in ${currency} must be multiples of 0.01: card networks move no smaller amount.`
      : `Prices in ${currency} have at most ${String(decimalsOf(currency))} decimals.`;
  }
  const least = decimalsOf(currency) === 0 ? 1 : 0.01;
  const most = SMALL_UNIT.has(currency) ? MAX_PRICE_SMALL_UNIT : MAX_PRICE;
  if (major < least || major > most) return `A price in ${currency} must be ${String(least)} to ${String(most)}.`;
  return amountFault(hundredths, currency);
}

function inMajorUnits(hundredths: number, currency: string): string {
  return `${(hundredths / 100).toFixed(decimalsOf(currency) === 0 ? 0 : 2)} ${currency}`;
}

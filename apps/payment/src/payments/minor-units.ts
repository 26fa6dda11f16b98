/** Currencies without a smaller unit, and those with a thousandth, as Stripe counts them (https://docs.stripe.com/currencies). */
const WHOLE = 'BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF'.split(' ');
const THOUSANDTHS = 'BHD JOD KWD OMR TND'.split(' ');

/** The smallest units of the currency that a hundredth of its major unit is. */
function perHundredth(currency: string): number {
  if (WHOLE.includes(currency)) return 1 / 100;
  return THOUSANDTHS.includes(currency) ? 10 : 1;
}

/**
 * The amount in the currency's smallest unit.
 * @param hundredths of the major unit, as amounts are stored
 * @param currency an ISO 4217 code in capitals
 * @throws {RangeError} when the currency has no coin that small
 */
export function toMinorUnits(hundredths: number, currency: string): number {
  const units = Number((hundredths * perHundredth(currency)).toFixed(6));
  if (!Number.isInteger(units)) throw new RangeError(`${currency} has no coin that small`);
  return units;
}

/** The amount in hundredths of the major unit. */
export function fromMinorUnits(units: number, currency: string): number {
  return Math.round(units / perHundredth(currency));
}

/** The currency of amounts that come without one: a request of the replaced order service, an event of another publisher. */
export const DEFAULT_CURRENCY = 'EUR';

/** The number of decimals where it is not 2 (ISO 4217, https://www.six-group.com/en/products-services/financial-information/market-reference-data/data-standards.html). */
const DECIMALS: ReadonlyMap<string, number> = new Map([
  ...'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'.split(' ').map((code) => [code, 0] as const),
  ...'BHD IQD JOD KWD LYD OMR TND'.split(' ').map((code) => [code, 3] as const),
  ...'CLF UYW'.split(' ').map((code) => [code, 4] as const),
]);

/**
 * How many decimals amounts of a currency have.
 * @param currency an ISO 4217 code in capitals; an unknown one has 2
 */
export function decimalsOf(currency: string): number {
  return DECIMALS.get(currency) ?? 2;
}

/** A number that is no amount of its currency; the message is a sentence for the client. */
export class InvalidMoney extends RangeError {
  override readonly name = 'InvalidMoney';
}

/**
 * An amount of money: a whole number of the currency's minor units, and the currency. Conversions from and to major units, as
 * requests, answers and events contain them, are made here and nowhere else.
 * @example
 * const price = Money.of(49.9, 'EUR'); // 4,990 minor units
 * const total = price.times(3);
 * total.major; // 149.7
 * Money.of(150_000, 'KRW').minorUnits; // 150000: the won has no decimals
 * Money.of(4.5, 'KWD').minorUnits; // 4500: the dinar has three
 * String(total); // '149.70 EUR'
 */
export class Money {
  private constructor(
    /** A safe integer. */
    readonly minorUnits: number,
    /** An ISO 4217 code. */
    readonly currency: string,
  ) {}

  /**
   * @param major in major units, for example 49.9
   * @throws {InvalidMoney} for a number that is not finite, has more decimals than the currency, or is too large to be stored
   */
  static of(major: number, currency: string): Money {
    const money = Money.nearest(major, currency);
    if (money.major === major) return money;
    const decimals = decimalsOf(currency);
    throw new InvalidMoney(
      decimals === 0
        ? `Amounts in ${currency} have no decimals: use a whole number.`
        : `Amounts in ${currency} have at most ${String(decimals)} decimals.`,
    );
  }

  /**
   * The amount next to a number, for numbers of other publishers, which may have more decimals than their currency.
   * @param major in major units
   * @throws {InvalidMoney} for a number that is not finite or too large to be stored
   */
  static nearest(major: number, currency: string): Money {
    if (!isStorable(major, currency)) {
      throw new InvalidMoney(
        Number.isFinite(major)
          ? `The amount ${String(major)} ${currency} is out of range.`
          : 'The amount must be a finite number.',
      );
    }
    return new Money(Math.round(major * scaleOf(currency)) + 0, currency);
  }

  /** @throws {InvalidMoney} unless it is a safe integer */
  static ofMinorUnits(minorUnits: number, currency: string): Money {
    if (!Number.isSafeInteger(minorUnits)) {
      throw new InvalidMoney(`The amount ${String(minorUnits)} is no whole number of minor units of ${currency}.`);
    }
    return new Money(minorUnits, currency);
  }

  static zero(currency: string): Money {
    return new Money(0, currency);
  }

  /** In major units: the number nearest to the decimal, as JSON contains it. */
  get major(): number {
    return this.minorUnits / scaleOf(this.currency);
  }

  /** @param count a whole number @throws {InvalidMoney} when the product is too large */
  times(count: number): Money {
    return Money.ofMinorUnits(this.minorUnits * count, this.currency);
  }

  /** @throws {InvalidMoney} for another currency, or when the sum is too large */
  plus(other: Money): Money {
    if (other.currency !== this.currency) {
      throw new InvalidMoney(`${other.currency} cannot be added to ${this.currency}.`);
    }
    return Money.ofMinorUnits(this.minorUnits + other.minorUnits, this.currency);
  }

  /** @throws {InvalidMoney} for another currency */
  minus(other: Money): Money {
    return this.plus(Money.ofMinorUnits(-other.minorUnits, other.currency));
  }

  equals(other: Money): boolean {
    return this.minorUnits === other.minorUnits && this.currency === other.currency;
  }

  /** With all decimals of the currency: `49.90 EUR`. */
  toString(): string {
    return `${this.major.toFixed(decimalsOf(this.currency))} ${this.currency}`;
  }
}

/**
 * Whether a number of major units can be stored exactly to its minor units, and in hundredths, which replicas of version 0.1 read.
 * @param currency an ISO 4217 code, or undefined where it is not known
 */
export function isStorable(major: number, currency: string = DEFAULT_CURRENCY): boolean {
  return Number.isSafeInteger(Math.round(major * Math.max(scaleOf(currency), 100)));
}

function scaleOf(currency: string): number {
  return 10 ** decimalsOf(currency);
}

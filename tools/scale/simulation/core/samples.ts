/** Durations in milliseconds, of which it gives percentiles. */
export class Samples {
  readonly #values: number[] = [];

  get count(): number {
    return this.#values.length;
  }

  add(value: number): void {
    this.#values.push(value);
  }

  get mean(): number {
    return this.#values.reduce((sum, value) => sum + value, 0) / this.#values.length;
  }

  /**
   * The smallest value that at least `share` of all do not exceed; NaN without values.
   * @param share from 0 to 1
   */
  percentile(share: number): number {
    const sorted = this.#values.toSorted((one, other) => one - other);
    return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? NaN;
  }
}

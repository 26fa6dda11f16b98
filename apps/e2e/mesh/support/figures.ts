/** Prints one figure of a scenario. */
export function figure(name: string, value: string | number): void {
  process.stdout.write(`  ${name.padEnd(44)} ${value}\n`);
}

/** The value below which a share of the values is. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN);
}

import type { LedgerRow } from './rows.ts';

/** The sign of each ledger kind: 1 brings money to the shop, -1 takes money from it. */
const SIGN: Readonly<Record<string, 1 | -1>> = {
  charge: 1,
  refund: -1,
  ext_refund: -1,
  dispute: -1,
  reinstated: 1,
  reversed: 1,
  settled: -1,
  dup_charge: 1,
  dup_refund: -1,
};

export function isKnownKind(kind: string): boolean {
  return kind in SIGN;
}

/** Sums the movements of an order. @param kinds all kinds when empty */
export function sumOf(ledger: readonly LedgerRow[], ...kinds: string[]): number {
  return ledger
    .filter(({ kind }) => kinds.length === 0 || kinds.includes(kind))
    .reduce((sum, { kind, amount }) => sum + (SIGN[kind] ?? 0) * amount, 0);
}

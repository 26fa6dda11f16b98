import { bigint, instant } from '@carshare/persistence';
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/**
 * What moved. `charge` and `refund` are the order's own. `ext_refund` was made outside of the shop, `dispute` was withdrawn by the
 * customer's bank and `reinstated` given back by it, `reversed` is a refund that came back after it was booked, `settled` was
 * returned by an operator outside of the provider. `dup_charge` and `dup_refund` are a second charge of an order and its return.
 */
export type LedgerKind =
  'charge' | 'refund' | 'ext_refund' | 'dispute' | 'reinstated' | 'reversed' | 'settled' | 'dup_charge' | 'dup_refund';

/** Whether a kind brings money to the shop, 1, or takes money from it, -1. */
const SIGN: Readonly<Record<LedgerKind, 1 | -1>> = {
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

/** A movement of money. The ledger is only ever appended to; an order has at most one charge and one refund of its own. */
@Entity('ledger')
export class LedgerEntry {
  @PrimaryGeneratedColumn() id: number;
  @Column({ name: 'order_id', type: 'integer' }) orderId: number;
  @Column({ type: 'varchar' }) kind: LedgerKind;
  /** In hundredths of the major unit, positive for every kind. */
  @Column(bigint) amount: number;
  @Column() currency: string;
  /** Unique with order and kind: empty for the order's own charge and refund, else the provider's id of the movement. */
  @Column({ name: 'entry_key' }) entryKey: string;
  /** The provider's id of the charge, refund or dispute. */
  @Column({ name: 'provider_id', type: 'varchar', nullable: true }) providerId: string | null;
  @Column({ name: 'created_at', ...instant }) createdAt: Date;

  /** The order's own charge or refund. */
  static of(
    kind: 'charge' | 'refund',
    { orderId, amount, currency }: { orderId: number; amount: number; currency: string },
    providerId: string | null,
  ): LedgerEntry {
    return LedgerEntry.make(kind, { orderId, amount, currency }, '', providerId);
  }

  /** A movement that is booked once per id of the provider. */
  static keyed(
    kind: LedgerKind,
    money: { orderId: number; amount: number; currency: string },
    providerId: string,
  ): LedgerEntry {
    return LedgerEntry.make(kind, money, providerId, providerId);
  }

  private static make(
    kind: LedgerKind,
    { orderId, amount, currency }: { orderId: number; amount: number; currency: string },
    entryKey: string,
    providerId: string | null,
  ): LedgerEntry {
    const createdAt = new Date();
    return Object.assign(new LedgerEntry(), { orderId, kind, amount, currency, entryKey, providerId, createdAt });
  }
}

/** What the movements leave with the shop, in hundredths. */
export function heldBy(entries: readonly Pick<LedgerEntry, 'kind' | 'amount'>[]): number {
  return entries.reduce((sum, { kind, amount }) => sum + SIGN[kind] * amount, 0);
}

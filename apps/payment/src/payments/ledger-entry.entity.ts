import { columnsOf, moneyIn, type Money } from '@carshare/events';
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

/** The order that money moved for, and how much. */
interface MovedMoney {
  orderId: number;
  amount: Money;
}

/** A movement of money. The ledger is only ever appended to; each movement of an order has a key of its own. */
@Entity('ledger')
export class LedgerEntry {
  @PrimaryGeneratedColumn() id: number;
  @Column({ name: 'order_id', type: 'integer' }) orderId: number;
  @Column({ type: 'varchar' }) kind: LedgerKind;
  /** Positive for every kind. */
  @Column({ name: 'amount_minor', ...bigint, nullable: true }) minorUnits: number | null;
  @Column({ name: 'amount', ...bigint }) hundredths: number;
  @Column() currency: string;
  /**
   * Unique with order and kind: empty for the order's own charge and refund, `adjust-<number>` for a further charge,
   * `<adjustment>-<charge>` for the refund of one charge, else the provider's id of the movement.
   */
  @Column({ name: 'entry_key' }) entryKey: string;
  /** The provider's id of the charge, refund or dispute. */
  @Column({ name: 'provider_id', type: 'varchar', nullable: true }) providerId: string | null;
  @Column({ name: 'created_at', ...instant }) createdAt: Date;

  get amount(): Money {
    return moneyIn(this);
  }

  /** The order's own charge or refund. */
  static of(kind: 'charge' | 'refund', moved: MovedMoney, providerId: string | null): LedgerEntry {
    return LedgerEntry.make(kind, moved, '', providerId);
  }

  /** A movement that is booked once per id of the provider. */
  static keyed(kind: LedgerKind, moved: MovedMoney, providerId: string): LedgerEntry {
    return LedgerEntry.make(kind, moved, providerId, providerId);
  }

  /** A movement under a key of its own. */
  static under(entryKey: string, kind: LedgerKind, moved: MovedMoney, providerId: string | null): LedgerEntry {
    return LedgerEntry.make(kind, moved, entryKey, providerId);
  }

  private static make(
    kind: LedgerKind,
    { orderId, amount }: MovedMoney,
    entryKey: string,
    providerId: string | null,
  ): LedgerEntry {
    const createdAt = new Date();
    return Object.assign(new LedgerEntry(), { orderId, kind, ...columnsOf(amount), entryKey, providerId, createdAt });
  }
}

/** What the movements of one order leave with the shop, in minor units of its currency. */
export function heldBy(entries: readonly Pick<LedgerEntry, 'kind' | 'amount'>[]): number {
  return entries.reduce((sum, { kind, amount }) => sum + SIGN[kind] * amount.minorUnits, 0);
}

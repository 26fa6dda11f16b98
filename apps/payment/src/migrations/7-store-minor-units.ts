import { addFilledColumn, hundredthsInMinorUnits } from '@carshare/persistence';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The tables with an amount, and their keys. */
const TABLES = [
  ['payments', 'id'],
  ['ledger', 'id'],
  ['refunds', 'id'],
  ['decisions', 'id'],
  ['provider_charges', 'order_id'],
] as const;

/**
 * Stores amounts in minor units of their currency, beside the hundredths that version 0.1 reads and writes
 * (docs/decisions/0016-money-in-minor-units.md). The hundredths stay complete, so the reverse loses nothing.
 */
export class StoreMinorUnits1764200000007 implements MigrationInterface {
  readonly name = 'StoreMinorUnits1764200000007';
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    const value = hundredthsInMinorUnits('amount');
    for (const [table, key] of TABLES) {
      await addFilledColumn(runner, { table, key, column: 'amount_minor', type: 'bigint', value });
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const [table] of TABLES) await runner.query(`ALTER TABLE ${table} DROP COLUMN amount_minor`);
  }
}

import { addFilledColumn } from '@carshare/persistence';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Minor units of an amount in hundredths, by the decimals that ISO 4217 gave its currency when this migration was written. */
const MINOR_UNITS = (hundredths: string): string => `ROUND(${hundredths} * CASE
  WHEN currency IN ('BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'UYI', 'VND', 'VUV', 'XAF', 'XOF', 'XPF') THEN 0.01
  WHEN currency IN ('BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND') THEN 10
  WHEN currency IN ('CLF', 'UYW') THEN 100
  ELSE 1 END)`;

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
    const value = MINOR_UNITS('amount');
    for (const [table, key] of TABLES) {
      await addFilledColumn(runner, { table, key, column: 'amount_minor', type: 'bigint', value });
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const [table] of TABLES) await runner.query(`ALTER TABLE ${table} DROP COLUMN amount_minor`);
  }
}

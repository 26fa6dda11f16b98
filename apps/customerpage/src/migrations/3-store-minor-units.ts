import { addFilledColumn } from '@carshare/persistence';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Minor units of an amount in hundredths, by the decimals that ISO 4217 gave its currency when this migration was written. */
const MINOR_UNITS = (hundredths: string): string => `ROUND(${hundredths} * CASE
  WHEN currency IN ('BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'UYI', 'VND', 'VUV', 'XAF', 'XOF', 'XPF') THEN 0.01
  WHEN currency IN ('BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND') THEN 10
  WHEN currency IN ('CLF', 'UYW') THEN 100
  ELSE 1 END)`;

/**
 * Stores amounts in minor units of their currency, beside the hundredths that version 0.1 reads and writes
 * (docs/decisions/0016-money-in-minor-units.md). The hundredths stay complete, so the reverse loses nothing.
 */
export class StoreMinorUnits1764200000003 implements MigrationInterface {
  readonly name = 'StoreMinorUnits1764200000003';
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await addFilledColumn(runner, {
      table: 'customerpages',
      key: 'order_id',
      column: 'amount_minor',
      type: 'bigint',
      value: MINOR_UNITS('amount'),
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE customerpages DROP COLUMN amount_minor');
  }
}

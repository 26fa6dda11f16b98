import { addFilledColumn, hundredthsInMinorUnits } from '@carshare/persistence';
import type { MigrationInterface, QueryRunner } from 'typeorm';

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
      value: hundredthsInMinorUnits('amount'),
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE customerpages DROP COLUMN amount_minor');
  }
}

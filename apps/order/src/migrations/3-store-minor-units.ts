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
    const value = hundredthsInMinorUnits('amount');
    await addFilledColumn(runner, { table: 'orders', key: 'id', column: 'amount_minor', type: 'bigint', value });
    // A fleet has a few rows, and their key is a text.
    if (!(await runner.hasColumn('cars', 'price_minor'))) {
      await runner.query('ALTER TABLE cars ADD COLUMN price_minor bigint NULL');
    }
    await runner.query(`UPDATE cars SET price_minor = ${hundredthsInMinorUnits('price')} WHERE price_minor IS NULL`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE cars DROP COLUMN price_minor');
    await runner.query('ALTER TABLE orders DROP COLUMN amount_minor');
  }
}

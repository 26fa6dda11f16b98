import { addFilledColumn } from '@carshare/persistence';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The columns with what the rows of before have in them, so that a rebuild makes the same. */
const COLUMNS = [
  ['extended_at', 'bigint'],
  ['overdue_to', 'bigint'],
  ['overdue_since', 'bigint'],
  ['reassigned_at', 'bigint'],
  ['reassigned_vehicle_id', 'integer'],
  ['adjustments', 'text'],
  ['adjusted_at', 'bigint'],
] as const;

const FILLED = [
  [
    'used_vehicle_id',
    'integer',
    'CASE WHEN handed_over_at IS NULL AND returned_at IS NULL THEN NULL ELSE vehicle_id END',
  ],
  ['owed_minor', 'bigint', 'CASE WHEN order_completed_at IS NULL THEN NULL ELSE 0 END'],
] as const;

/** What changes during a rental: its end, its vehicle, lateness, adjustments of the payment, and the owed amount. */
export class FollowChanges1764600000005 implements MigrationInterface {
  readonly name = 'FollowChanges1764600000005';
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    // TypeORM's addColumn copies the whole table on SQLite. A repeated run skips what exists.
    for (const [column, type] of COLUMNS) {
      if (await runner.hasColumn('customerpages', column)) continue;
      await runner.query(`ALTER TABLE customerpages ADD COLUMN ${column} ${type} NULL`);
    }
    for (const [column, type, value] of FILLED) {
      await addFilledColumn(runner, { table: 'customerpages', key: 'order_id', column, type, value });
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const [column] of [...COLUMNS, ...FILLED]) {
      await runner.query(`ALTER TABLE customerpages DROP COLUMN ${column}`);
    }
  }
}

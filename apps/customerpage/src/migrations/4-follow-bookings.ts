import type { MigrationInterface, QueryRunner } from 'typeorm';

const COLUMNS = [
  ['starts_at', 'bigint'],
  ['ends_at', 'bigint'],
  ['vehicle_id', 'integer'],
  ['refunded_minor', 'bigint'],
  ['handed_over_at', 'bigint'],
  ['returned_at', 'bigint'],
  ['order_completed_at', 'bigint'],
] as const;

/** The period and the refund of a booking, and the hand-over, the return and the end of any rental. */
export class FollowBookings1764500000004 implements MigrationInterface {
  readonly name = 'FollowBookings1764500000004';

  async up(runner: QueryRunner): Promise<void> {
    // TypeORM's addColumn copies the whole table on SQLite. MySQL commits each statement, so a repeated run skips what exists.
    for (const [column, type] of COLUMNS) {
      if (await runner.hasColumn('customerpages', column)) continue;
      await runner.query(`ALTER TABLE customerpages ADD COLUMN ${column} ${type} NULL`);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const [column] of COLUMNS) await runner.query(`ALTER TABLE customerpages DROP COLUMN ${column}`);
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

const COLUMNS = [
  ['payments', 'fee_minor', 'bigint NOT NULL DEFAULT 0'],
  ['payments', 'starts_at', 'bigint NULL'],
  ['payments', 'ends_at', 'bigint NULL'],
  ['payments', 'vehicle_id', 'integer NULL'],
  ['refunds', 'keeps_fee', 'integer NOT NULL DEFAULT 0'],
] as const;

/** What a payment knows of a booking, and what its cancellation keeps. */
export class KeepFees1764400000008 implements MigrationInterface {
  readonly name = 'KeepFees1764400000008';

  async up(runner: QueryRunner): Promise<void> {
    // Engines without transactional DDL may have stopped half way.
    for (const [table, column, type] of COLUMNS) {
      if (await runner.hasColumn(table, column)) continue;
      await runner.query(`ALTER TABLE ${table} ADD COLUMN ${column} ${type}`);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const [table, column] of COLUMNS) await runner.query(`ALTER TABLE ${table} DROP COLUMN ${column}`);
  }
}

import { Table, TableIndex, type MigrationInterface, type QueryRunner, type TableColumnOptions } from 'typeorm';

const text = (name: string, length: string, isNullable = false): TableColumnOptions => ({
  name,
  type: 'varchar',
  length,
  isNullable,
});

const ADJUSTMENTS = new Table({
  name: 'payment_adjustments',
  columns: [
    { name: 'id', type: 'integer', isPrimary: true, isGenerated: true, generationStrategy: 'increment' },
    { name: 'order_id', type: 'integer' },
    { name: 'number', type: 'integer' },
    text('kind', '8'),
    { name: 'amount_minor', type: 'bigint' },
    text('currency', '3'),
    text('reason', '16'),
    text('customer_id', '255'),
    text('status', '16'),
    text('reference', '255', true),
    text('decline_reason', '255', true),
    text('request_hash', '64'),
    text('idempotency_key', '255', true),
    { name: 'created_at', type: 'bigint' },
    { name: 'updated_at', type: 'bigint' },
    { name: 'version', type: 'integer' },
  ],
  indices: [
    { name: 'payment_adjustments_number', columnNames: ['order_id', 'number'], isUnique: true },
    { name: 'payment_adjustments_key', columnNames: ['idempotency_key'], isUnique: true },
    { name: 'payment_adjustments_reference', columnNames: ['reference'] },
  ],
});

const COLUMNS = [
  ['payments', 'adjustments', 'integer NOT NULL DEFAULT 0'],
  ['payments', 'further_minor', 'bigint NOT NULL DEFAULT 0'],
  ['refunds', 'adjustment', 'integer NOT NULL DEFAULT 0'],
  ['refunds', 'charge', 'integer NOT NULL DEFAULT 0'],
  ['decisions', 'charge_reference', 'varchar(255) NULL'],
] as const;

const FORMER = new TableIndex({ name: 'refunds_reference', columnNames: ['reference'], isUnique: true });
/** A charge is returned once for each purpose: 0 is the cancellation, the others are adjustments. */
const GUARD = new TableIndex({ name: 'refunds_guard', columnNames: ['reference', 'adjustment'], isUnique: true });

/** Charges and refunds beside the first charge of an order, and the refunds that go to several charges. */
export class CreateAdjustments1764700000009 implements MigrationInterface {
  readonly name = 'CreateAdjustments1764700000009';

  async up(runner: QueryRunner): Promise<void> {
    // Engines without transactional DDL may have stopped half way: each step looks for what it makes.
    await runner.createTable(ADJUSTMENTS, true);
    for (const [table, column, type] of COLUMNS) {
      if (await runner.hasColumn(table, column)) continue;
      await runner.query(`ALTER TABLE ${table} ADD COLUMN ${column} ${type}`);
    }
    await runner.query(
      `UPDATE decisions SET charge_reference = (SELECT p.reference FROM payments p WHERE p.order_id = decisions.order_id)
       WHERE kind = 'dispute' AND charge_reference IS NULL`,
    );
    const names = await indicesOf(runner);
    if (!names.includes(GUARD.name)) await runner.createIndex('refunds', GUARD);
    if (names.includes(FORMER.name)) await runner.dropIndex('refunds', FORMER);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.createIndex('refunds', FORMER);
    await runner.dropIndex('refunds', GUARD);
    for (const [table, column] of COLUMNS) await runner.query(`ALTER TABLE ${table} DROP COLUMN ${column}`);
    await runner.dropTable(ADJUSTMENTS);
  }
}

async function indicesOf(runner: QueryRunner): Promise<(string | undefined)[]> {
  const found = await runner.getTable('refunds');
  return [...(found?.indices ?? []), ...(found?.uniques ?? [])].map(({ name }) => name);
}

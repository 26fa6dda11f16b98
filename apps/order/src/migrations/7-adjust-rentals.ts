import { Table, type MigrationInterface, type QueryRunner, type TableColumnOptions } from 'typeorm';

const whole = (name: string, isNullable = false): TableColumnOptions => ({ name, type: 'bigint', isNullable });
const count = (name: string, isNullable = false): TableColumnOptions => ({ name, type: 'integer', isNullable });
const text = (name: string, length: number, isNullable = false): TableColumnOptions => ({
  name,
  type: 'varchar',
  length: String(length),
  isNullable,
});

/** Money beside the first charge of an order, each under its own number: extensions and settlements. */
const ADJUSTMENTS = new Table({
  name: 'adjustments',
  columns: [
    { ...count('id'), isPrimary: true, isGenerated: true, generationStrategy: 'increment' },
    count('order_id'),
    count('number'),
    text('reason', 16),
    text('kind', 8),
    text('status', 16),
    whole('amount_minor'),
    text('currency', 3),
    text('payment_method', 64, true),
    text('refusal_reason', 255, true),
    whole('from_end', true),
    whole('to_end', true),
    whole('total_minor', true),
    // Equals order_id while the extension is open.
    count('open_order_id', true),
    text('idempotency_key', 255, true),
    text('request_hash', 64, true),
    text('trace_id', 32, true),
    whole('created_at'),
    whole('updated_at'),
    whole('due_at', true),
    count('attempts'),
    count('version'),
  ],
  indices: [
    { name: 'adjustments_number', columnNames: ['order_id', 'number'], isUnique: true },
    { name: 'adjustments_open', columnNames: ['open_order_id'], isUnique: true },
    { name: 'adjustments_due', columnNames: ['due_at'] },
  ],
});

/** What the return of a booking costs beside its price. */
const SETTLEMENTS = new Table({
  name: 'settlements',
  columns: [
    { ...count('order_id'), isPrimary: true },
    whole('late_minor'),
    whole('distance_minor'),
    whole('early_minor'),
    text('currency', 3),
    whole('returned_at'),
    count('version'),
  ],
});

/** What a customer still has to pay for a completed order. */
const OWED_AMOUNTS = new Table({
  name: 'owed_amounts',
  columns: [
    { ...count('order_id'), isPrimary: true },
    text('customer_id', 255),
    whole('amount_minor'),
    text('currency', 3),
    text('reason', 16),
    text('status', 8),
    whole('since'),
    count('version'),
  ],
  indices: [{ name: 'owed_amounts_status', columnNames: ['status', 'since'] }],
});

const TABLES = [ADJUSTMENTS, SETTLEMENTS, OWED_AMOUNTS];

const COLUMNS = [
  ['cars', 'price_per_km_minor'],
  ['bookings', 'grace_minutes'],
  ['bookings', 'price_per_km_minor'],
  ['bookings', 'included_km_per_day'],
  ['bookings', 'early_refund_percent'],
  ['bookings', 'odometer_out'],
  ['orders', 'stock_short'],
] as const;

/** Extensions, settlements and unpaid amounts, and the terms of a booking that settle it. */
export class AdjustRentals1764700000007 implements MigrationInterface {
  readonly name = 'AdjustRentals1764700000007';

  async up(runner: QueryRunner): Promise<void> {
    // Engines without transactional DDL may have stopped half way: each step looks for what it makes.
    for (const table of TABLES) await runner.createTable(table, true);
    for (const [table, column] of COLUMNS) {
      if (await runner.hasColumn(table, column)) continue;
      await runner.query(`ALTER TABLE ${table} ADD COLUMN ${column} integer NULL`);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const [table, column] of COLUMNS) await runner.query(`ALTER TABLE ${table} DROP COLUMN ${column}`);
    for (const { name } of TABLES) await runner.dropTable(name);
  }
}

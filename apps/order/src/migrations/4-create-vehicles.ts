import { Table, type MigrationInterface, type QueryRunner, type TableColumnOptions } from 'typeorm';

const whole = (name: string, isNullable = false): TableColumnOptions => ({ name, type: 'bigint', isNullable });
const count = (name: string, isNullable = false): TableColumnOptions => ({ name, type: 'integer', isNullable });
const id: TableColumnOptions = {
  ...count('id'),
  isPrimary: true,
  isGenerated: true,
  generationStrategy: 'increment',
};

const VEHICLES = new Table({
  name: 'vehicles',
  columns: [
    id,
    { name: 'product_id', type: 'varchar', length: '64' },
    { name: 'plate', type: 'varchar', length: '32' },
    { name: 'state', type: 'varchar', length: '16' },
    count('out_order_id', true),
    whole('due_at', true),
    count('version'),
  ],
  indices: [
    { name: 'vehicles_plate', columnNames: ['plate'], isUnique: true },
    // A vehicle is out with one order, and an order has one vehicle out.
    { name: 'vehicles_out', columnNames: ['out_order_id'], isUnique: true },
    { name: 'vehicles_model', columnNames: ['product_id', 'state'] },
  ],
});

/** `[starts_at, ends_at)` contains the time to bring the vehicle and to fetch and clean it. */
const OCCUPATIONS = new Table({
  name: 'occupations',
  columns: [
    id,
    count('vehicle_id'),
    whole('starts_at'),
    whole('ends_at'),
    { name: 'kind', type: 'varchar', length: '10' },
    count('order_id', true),
  ],
  indices: [
    { name: 'occupations_start', columnNames: ['vehicle_id', 'starts_at'], isUnique: true },
    { name: 'occupations_order', columnNames: ['order_id'], isUnique: true },
  ],
  checks: [{ name: 'occupations_end', expression: 'ends_at > starts_at', columnNames: ['starts_at', 'ends_at'] }],
});

/** What an order with a period has beside its row in `orders`, with a copy of the terms under which it was made. */
const BOOKINGS = new Table({
  name: 'bookings',
  columns: [
    { ...count('order_id'), isPrimary: true },
    count('vehicle_id'),
    whole('starts_at'),
    whole('ends_at'),
    count('price_per_day_minor'),
    count('price_per_hour_minor'),
    count('min_hours'),
    count('free_hours'),
    count('late_fee_percent'),
    whole('fee_minor', true),
    { name: 'cancelled_by', type: 'varchar', length: '10', isNullable: true },
    { name: 'place', type: 'varchar', length: '200', isNullable: true },
    whole('place_kept_from', true),
    count('version'),
  ],
  indices: [{ name: 'bookings_place', columnNames: ['place_kept_from'] }],
});

const COLUMNS = [
  ['cars', 'price_per_day_minor', 'integer'],
  ['cars', 'price_per_hour_minor', 'integer'],
  ['cars', 'retired_at', 'bigint'],
  ['orders', 'vehicle_id', 'integer'],
] as const;

/** Vehicles, their calendar, and what a booking adds to an order and to a model. */
export class CreateVehicles1764400000004 implements MigrationInterface {
  readonly name = 'CreateVehicles1764400000004';

  async up(runner: QueryRunner): Promise<void> {
    // Engines without transactional DDL may have stopped half way: each step looks for what it makes.
    for (const table of [VEHICLES, OCCUPATIONS, BOOKINGS]) await runner.createTable(table, true);
    for (const [table, column, type] of COLUMNS) {
      if (await runner.hasColumn(table, column)) continue;
      await runner.query(`ALTER TABLE ${table} ADD COLUMN ${column} ${type} NULL`);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const [table, column] of COLUMNS) await runner.query(`ALTER TABLE ${table} DROP COLUMN ${column}`);
    for (const { name } of [BOOKINGS, OCCUPATIONS, VEHICLES]) await runner.dropTable(name);
  }
}

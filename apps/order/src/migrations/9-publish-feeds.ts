import { randomBytes } from 'node:crypto';
import { Table, TableIndex, type MigrationInterface, type QueryRunner } from 'typeorm';

/** The address of a private calendar contains a token. The table contains the token's hash, so a copy of the table opens no calendar. */
const CALENDAR_FEEDS = new Table({
  name: 'calendar_feeds',
  columns: [
    { name: 'id', type: 'integer', isPrimary: true, isGenerated: true, generationStrategy: 'increment' },
    { name: 'token_hash', type: 'varchar', length: '64' },
    { name: 'customer_id', type: 'varchar', length: '255', isNullable: true },
    { name: 'vehicle_id', type: 'integer', isNullable: true },
    { name: 'language', type: 'varchar', length: '8' },
    { name: 'created_at', type: 'bigint' },
  ],
  indices: [
    { name: 'calendar_feeds_token', columnNames: ['token_hash'], isUnique: true },
    // A customer has one feed, and a vehicle has one: a new token replaces the former one.
    { name: 'calendar_feeds_customer', columnNames: ['customer_id'], isUnique: true },
    { name: 'calendar_feeds_vehicle', columnNames: ['vehicle_id'], isUnique: true },
  ],
});

const SECRETS = new Table({
  name: 'secrets',
  columns: [
    { name: 'name', type: 'varchar', length: '32', isPrimary: true },
    { name: 'value', type: 'varchar', length: '64' },
  ],
});

const VEHICLE_CALENDAR = new TableIndex({ name: 'bookings_vehicle', columnNames: ['vehicle_id', 'ends_at'] });

/** Private calendars, and what the public vehicle ids are derived from: a secret, and how often a vehicle was handed over. */
export class PublishFeeds1764900000009 implements MigrationInterface {
  readonly name = 'PublishFeeds1764900000009';

  async up(runner: QueryRunner): Promise<void> {
    // Engines without transactional DDL may have stopped half way: each step looks for what it makes.
    for (const table of [CALENDAR_FEEDS, SECRETS]) await runner.createTable(table, true);
    const [stored] = (await runner.query("SELECT name FROM secrets WHERE name = 'vehicle-ids'")) as unknown[];
    if (stored === undefined) {
      const secret = randomBytes(32).toString('hex');
      await runner.query(`INSERT INTO secrets (name, value) VALUES ('vehicle-ids', '${secret}')`);
    }
    if (!(await runner.hasColumn('vehicles', 'rentals'))) {
      await runner.query('ALTER TABLE vehicles ADD COLUMN rentals integer NOT NULL DEFAULT 0');
    }
    const bookings = await runner.getTable('bookings');
    if (!bookings?.indices.some(({ name }) => name === VEHICLE_CALENDAR.name)) {
      await runner.createIndex('bookings', VEHICLE_CALENDAR);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropIndex('bookings', VEHICLE_CALENDAR);
    await runner.query('ALTER TABLE vehicles DROP COLUMN rentals');
    for (const { name } of [SECRETS, CALENDAR_FEEDS]) await runner.dropTable(name);
  }
}

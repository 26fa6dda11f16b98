import { randomUUID } from 'node:crypto';
import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';

/** Orders that may have been under way, without a row in payment yet, when the migration ran. */
const IN_FLIGHT = 1_000;

/**
 * The identity of this database towards the payment provider. Orders up to `legacy_orders` may own charges that were made before
 * there was one; it is 0 in a database that was empty.
 */
export class CreateInstallation1764100000003 implements MigrationInterface {
  readonly name = 'CreateInstallation1764100000003';

  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(
      new Table({
        name: 'installation',
        columns: [
          { name: 'singleton', type: 'integer', isPrimary: true },
          { name: 'id', type: 'varchar', length: '36' },
          { name: 'legacy_orders', type: 'bigint' },
          { name: 'created_at', type: 'bigint' },
        ],
      }),
      true,
    );
    const [made] = (await runner.query('SELECT id FROM installation')) as { id: string }[];
    if (made) return;
    const [newest] = (await runner.query('SELECT MAX(order_id) AS n FROM payments')) as { n: number | string | null }[];
    const legacy = newest?.n ? Number(newest.n) + IN_FLIGHT : 0;
    // The primary key lets one of two concurrent migrations succeed.
    await runner.query(
      `INSERT INTO installation (singleton, id, legacy_orders, created_at) VALUES (1, '${randomUUID()}', ${legacy}, ${Date.now()})`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('installation');
  }
}

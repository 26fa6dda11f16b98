import { TableIndex, type MigrationInterface, type QueryRunner } from 'typeorm';

const BY_AGE = new TableIndex({ name: 'stripe_events_received', columnNames: ['received_at'] });

/** Lets old events be found without reading the whole table. */
export class IndexStripeEvents1764200000006 implements MigrationInterface {
  readonly name = 'IndexStripeEvents1764200000006';

  async up(runner: QueryRunner): Promise<void> {
    const table = await runner.getTable('stripe_events');
    // MySQL has no transactional DDL: the migration may have stopped behind this step.
    if (!table?.indices.some(({ name }) => name === BY_AGE.name)) await runner.createIndex('stripe_events', BY_AGE);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropIndex('stripe_events', BY_AGE);
  }
}

import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';

/** The tables of outbox and inbox, in every service's own database. */
export class CreateMessaging1764000000000 implements MigrationInterface {
  readonly name = 'CreateMessaging1764000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(
      new Table({
        name: 'outbox',
        columns: [
          {
            name: 'id',
            type: runner.dataSource.options.type === 'better-sqlite3' ? 'integer' : 'bigint',
            isPrimary: true,
            isGenerated: true,
            generationStrategy: 'increment',
          },
          { name: 'event_id', type: 'varchar', length: '64' },
          { name: 'type', type: 'varchar', length: '64' },
          { name: 'message_key', type: 'bigint' },
          { name: 'value', type: 'text' },
          { name: 'headers', type: 'text' },
          { name: 'created_at', type: 'bigint' },
          { name: 'sent_at', type: 'bigint', isNullable: true },
        ],
        // A partial index where the engine has them: it does not contain the sent rows, which stay in the table.
        indices: [
          { name: 'outbox_waiting', columnNames: ['sent_at', 'id'], where: 'sent_at IS NULL' },
          // The operator console reads the events of one order. Keys grow with the orders, so the index is appended to.
          { name: 'outbox_key', columnNames: ['message_key'] },
        ],
      }),
    );
    await runner.createTable(
      new Table({
        name: 'inbox',
        withoutRowid: true,
        columns: [
          { name: 'event_id', type: 'varchar', length: '64', isPrimary: true },
          { name: 'received_at', type: 'bigint' },
        ],
        indices: [{ name: 'inbox_age', columnNames: ['received_at'] }],
      }),
    );
    await runner.createTable(
      new Table({
        name: 'stuck_events',
        columns: [
          { name: 'id', type: 'integer', isPrimary: true, isGenerated: true, generationStrategy: 'increment' },
          { name: 'kind', type: 'varchar', length: '10' },
          { name: 'message_key', type: 'varchar', length: '100' },
          { name: 'value', type: 'text' },
          { name: 'headers', type: 'text' },
          { name: 'reason', type: 'text' },
          { name: 'stuck_at', type: 'bigint' },
        ],
        indices: [{ name: 'stuck_events_kind', columnNames: ['kind', 'message_key'] }],
      }),
    );
    await runner.createTable(
      new Table({
        name: 'leases',
        columns: [
          { name: 'name', type: 'varchar', length: '64', isPrimary: true },
          { name: 'owner', type: 'varchar', length: '64' },
          { name: 'held_until', type: 'bigint' },
        ],
      }),
    );
    await runner.createTable(
      new Table({
        name: 'operator_actions',
        columns: [
          { name: 'id', type: 'integer', isPrimary: true, isGenerated: true, generationStrategy: 'increment' },
          { name: 'done_at', type: 'bigint' },
          { name: 'operator', type: 'varchar', length: '255' },
          { name: 'action', type: 'varchar', length: '16' },
          { name: 'subject', type: 'varchar', length: '255' },
          { name: 'reason', type: 'varchar', length: '255' },
          { name: 'outcome', type: 'text' },
        ],
      }),
    );
    await runner.query("INSERT INTO leases (name, owner, held_until) VALUES ('relay', 'nobody', 0)");
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['operator_actions', 'leases', 'stuck_events', 'inbox', 'outbox']) {
      await runner.dropTable(table);
    }
  }
}

import { Table, type MigrationInterface, type QueryRunner, type TableColumnOptions } from 'typeorm';

const text = (name: string, length = '255', isNullable = false): TableColumnOptions => ({
  name,
  type: 'varchar',
  length,
  isNullable,
});
const whole = (name: string, isNullable = false): TableColumnOptions => ({ name, type: 'bigint', isNullable });
const id: TableColumnOptions = {
  name: 'id',
  type: 'integer',
  isPrimary: true,
  isGenerated: true,
  generationStrategy: 'increment',
};

/** Refunds that the provider has not settled yet, what a person must decide, and the provider's charge of each order. */
export class CreateRefunds1764100000004 implements MigrationInterface {
  readonly name = 'CreateRefunds1764100000004';

  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(
      new Table({
        name: 'refunds',
        columns: [
          id,
          { name: 'order_id', type: 'integer' },
          text('reference'),
          { name: 'is_duplicate', type: 'integer' },
          whole('amount'),
          text('currency', '3'),
          text('status', '16'),
          text('provider_id', '255', true),
          text('reason', '255', true),
          { name: 'attempts', type: 'integer' },
          whole('due_at', true),
          whole('created_at'),
          whole('updated_at'),
          { name: 'version', type: 'integer' },
        ],
        indices: [
          { name: 'refunds_reference', columnNames: ['reference'], isUnique: true },
          { name: 'refunds_order', columnNames: ['order_id'] },
          { name: 'refunds_due', columnNames: ['due_at'] },
        ],
      }),
      true,
    );
    await runner.createTable(
      new Table({
        name: 'decisions',
        columns: [
          id,
          text('kind', '20'),
          { name: 'order_id', type: 'integer' },
          text('reference'),
          whole('amount'),
          text('currency', '3'),
          text('reason'),
          whole('opened_at'),
          whole('closed_at', true),
          text('outcome', '255', true),
          { name: 'version', type: 'integer' },
        ],
        indices: [
          { name: 'decisions_reference', columnNames: ['kind', 'reference'], isUnique: true },
          { name: 'decisions_open', columnNames: ['closed_at', 'id'] },
          { name: 'decisions_order', columnNames: ['order_id'] },
        ],
      }),
      true,
    );
    await runner.createTable(
      new Table({
        name: 'provider_charges',
        columns: [
          { name: 'order_id', type: 'integer', isPrimary: true },
          text('reference'),
          whole('amount', true),
          text('currency', '3', true),
          whole('created_at'),
          whole('due_at', true),
          { name: 'version', type: 'integer' },
        ],
        indices: [
          { name: 'provider_charges_reference', columnNames: ['reference'], isUnique: true },
          { name: 'provider_charges_due', columnNames: ['due_at'] },
        ],
      }),
      true,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['provider_charges', 'decisions', 'refunds']) await runner.dropTable(table);
  }
}

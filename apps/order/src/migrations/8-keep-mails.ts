import { Table, type MigrationInterface, type QueryRunner, type TableColumnOptions } from 'typeorm';

const whole = (name: string, isNullable = false): TableColumnOptions => ({ name, type: 'bigint', isNullable });
const count = (name: string, isNullable = false): TableColumnOptions => ({ name, type: 'integer', isNullable });
const text = (name: string, length: number, isNullable = false): TableColumnOptions => ({
  name,
  type: 'varchar',
  length: String(length),
  isNullable,
});

/** Where the mails about an order go. */
const CONTACTS = new Table({
  name: 'mail_contacts',
  columns: [
    { ...count('order_id'), isPrimary: true },
    text('address', 254, true),
    text('language', 8),
    whole('opted_out_at', true),
    whole('kept_from', true),
    count('version'),
  ],
  indices: [{ name: 'mail_contacts_kept', columnNames: ['kept_from'] }],
});

const MAILS = new Table({
  name: 'mails',
  columns: [
    { ...count('id'), isPrimary: true, isGenerated: true, generationStrategy: 'increment' },
    count('order_id'),
    text('kind', 16),
    whole('about_end'),
    text('message_id', 36),
    whole('created_at'),
    whole('due_at', true),
    count('attempts'),
    text('outcome', 16, true),
    whole('settled_at', true),
    count('version'),
  ],
  indices: [
    // One mail of a kind for an order, and of some kinds one for each planned end.
    { name: 'mails_once', columnNames: ['order_id', 'kind', 'about_end'], isUnique: true },
    { name: 'mails_due', columnNames: ['due_at'] },
  ],
});

const TOKENS = new Table({
  name: 'mail_tokens',
  columns: [{ ...text('token_hash', 43), isPrimary: true }, count('order_id')],
  indices: [{ name: 'mail_tokens_order', columnNames: ['order_id'] }],
});

/** The mails about orders, where they go, and the links that stop them. */
export class KeepMails1764800000008 implements MigrationInterface {
  readonly name = 'KeepMails1764800000008';

  async up(runner: QueryRunner): Promise<void> {
    // Engines without transactional DDL may have stopped half way: each step looks for what it makes.
    for (const table of [CONTACTS, MAILS, TOKENS]) await runner.createTable(table, true);
    if (!(await runner.hasColumn('orders', 'has_contact'))) {
      await runner.query('ALTER TABLE orders ADD COLUMN has_contact integer NULL');
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE orders DROP COLUMN has_contact');
    for (const { name } of [TOKENS, MAILS, CONTACTS]) await runner.dropTable(name);
  }
}

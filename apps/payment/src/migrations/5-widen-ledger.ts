import { TableIndex, type MigrationInterface, type QueryRunner } from 'typeorm';

const FORMER = new TableIndex({ name: 'ledger_once', columnNames: ['order_id', 'kind'], isUnique: true });
const GUARD = new TableIndex({
  name: 'ledger_guard',
  columnNames: ['order_id', 'kind', 'entry_key'],
  isUnique: true,
});
const BY_REFERENCE = new TableIndex({ name: 'payments_reference', columnNames: ['reference'] });

/**
 * Lets the ledger hold movements that others made: refunds from the provider's dashboard and disputes. `entry_key` is empty for the
 * order's own charge and refund, so that there is still at most one of each; for other movements it is the provider's id.
 */
export class WidenLedger1764100000005 implements MigrationInterface {
  readonly name = 'WidenLedger1764100000005';

  async up(runner: QueryRunner): Promise<void> {
    // Engines without transactional DDL may have stopped half way: each step looks for what it makes.
    if (!(await runner.hasColumn('ledger', 'entry_key'))) {
      await runner.query("ALTER TABLE ledger ADD COLUMN entry_key varchar(255) NOT NULL DEFAULT ''");
    }
    if (!(await runner.hasColumn('ledger', 'provider_id'))) {
      await runner.query('ALTER TABLE ledger ADD COLUMN provider_id varchar(255) NULL');
    }
    await runner.query(
      `UPDATE ledger SET provider_id = (SELECT p.reference FROM payments p WHERE p.order_id = ledger.order_id)
       WHERE kind = 'charge' AND provider_id IS NULL`,
    );
    const names = await indicesOf(runner, 'ledger');
    if (!names.includes(GUARD.name ?? '')) await runner.createIndex('ledger', GUARD);
    if (names.includes(FORMER.name ?? '')) await runner.dropIndex('ledger', FORMER);
    if (!(await indicesOf(runner, 'payments')).includes(BY_REFERENCE.name ?? '')) {
      await runner.createIndex('payments', BY_REFERENCE);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropIndex('payments', BY_REFERENCE);
    await runner.createIndex('ledger', FORMER);
    await runner.dropIndex('ledger', GUARD);
    for (const column of ['provider_id', 'entry_key']) await runner.query(`ALTER TABLE ledger DROP COLUMN ${column}`);
  }
}

async function indicesOf(runner: QueryRunner, table: string): Promise<(string | undefined)[]> {
  const found = await runner.getTable(table);
  return [...(found?.indices ?? []), ...(found?.uniques ?? [])].map(({ name }) => name);
}

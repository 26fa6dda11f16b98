import { TableIndex, type MigrationInterface, type QueryRunner } from 'typeorm';

const ORDERS = new TableIndex({ name: 'operator_actions_order', columnNames: ['order_id', 'id'] });
/** Rows of one read. */
const ROWS = 1_000;
/** The largest id that the column holds. */
const MAX_ID = 2_147_483_647;

interface Row {
  id: number;
  subject: string;
}

/**
 * The order that an operator's action concerns, so that the page of an order finds its actions by an index. The subjects of the
 * versions before contain it as text.
 */
export class NameOrders1764000000050 implements MigrationInterface {
  readonly name = 'NameOrders1764000000050';

  async up(runner: QueryRunner): Promise<void> {
    // TypeORM's addColumn copies the whole table on SQLite. MySQL commits each statement, so a repeated run skips what exists.
    if (!(await runner.hasColumn('operator_actions', 'order_id'))) {
      await runner.query('ALTER TABLE operator_actions ADD COLUMN order_id integer NULL');
    }
    for (let after = 0, rows = await read(runner, after); rows.length > 0; rows = await read(runner, after)) {
      for (const { id, subject } of rows) {
        const orderId = orderIn(subject);
        if (orderId !== undefined) {
          await runner.query(`UPDATE operator_actions SET order_id = ${orderId} WHERE id = ${id}`);
        }
        after = id;
      }
    }
    const table = await runner.getTable('operator_actions');
    if (!table?.indices.some(({ name }) => name === ORDERS.name)) await runner.createIndex('operator_actions', ORDERS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropIndex('operator_actions', ORDERS);
    await runner.query('ALTER TABLE operator_actions DROP COLUMN order_id');
  }
}

function read(runner: QueryRunner, after: number): Promise<Row[]> {
  return runner.query(`SELECT id, subject FROM operator_actions WHERE id > ${after} ORDER BY id LIMIT ${ROWS}`);
}

/** The order of `order 7`, `order 7 in Pending` and `event Paid of order 7`; the number of another publisher's key is left out. */
function orderIn(subject: string): number | undefined {
  const id = Number(/(?:^|of )order ([1-9]\d{0,9})(?: in \w+)?$/.exec(subject)?.[1]);
  return id <= MAX_ID ? id : undefined;
}

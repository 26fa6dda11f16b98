import { createConnection, type Connection } from 'mysql2/promise';
import type { Phase } from './phases.ts';

const CONNECTIONS = 16;
const SECONDS = 4;

/** Commits per second of an insert and a stock update on 16 connections: all on one row, and each on a row of its own. */
export const stockRow: Phase = async ({ surroundings }) => {
  const url = surroundings.order['DATABASE_URL'] ?? '';
  const connections = await Promise.all(Array.from({ length: CONNECTIONS }, () => createConnection({ uri: url })));
  try {
    const [first] = connections;
    await first?.query('CREATE TABLE IF NOT EXISTS scale_stock (id INT PRIMARY KEY, stock INT)');
    await first?.query(
      'CREATE TABLE IF NOT EXISTS scale_orders (id INT AUTO_INCREMENT PRIMARY KEY, text VARCHAR(300))',
    );
    await first?.query(`INSERT IGNORE INTO scale_stock VALUES ${connections.map((_, id) => `(${id}, 0)`).join()}`);
    const many = await rate(connections, (index) => index);
    const one = await rate(connections, () => 0);
    const alone = await rate(connections.slice(0, 1), () => 0);
    await first?.query('DROP TABLE scale_stock, scale_orders');
    return { manyRows: many, oneRow: one, oneConnection: alone };
  } finally {
    for (const connection of connections) connection.destroy();
  }
};

async function rate(connections: readonly Connection[], row: (index: number) => number): Promise<number> {
  const end = performance.now() + SECONDS * 1_000;
  let commits = 0;
  const work = async (connection: Connection, id: number): Promise<void> => {
    await connection.query('SET autocommit = 0');
    while (performance.now() < end) {
      await connection.execute('INSERT INTO scale_orders (text) VALUES (?)', ['x'.repeat(250)]);
      await connection.execute('UPDATE scale_stock SET stock = stock + 1 WHERE id = ?', [id]);
      await connection.query('COMMIT');
      commits += 1;
    }
  };
  await Promise.all(connections.map((connection, index) => work(connection, row(index))));
  return commits / SECONDS;
}

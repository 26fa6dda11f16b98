import type { DataSource, MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Collations that compare texts by their code points and nothing else, best first: MariaDB's, MySQL's. `utf8mb4_bin`, which both
 * have, ignores trailing spaces (PAD SPACE), so that the customers `ann` and `ann ` would be one.
 * https://dev.mysql.com/doc/refman/9.7/en/charset-binary-collations.html, https://mariadb.com/docs/server/reference/data-types/string-data-types/character-sets/supported-character-sets-and-collations
 */
const EXACT = ['utf8mb4_nopad_bin', 'utf8mb4_0900_bin'];

type Asks = Pick<DataSource | QueryRunner, 'query'>;

/**
 * The collation of a MySQL or MariaDB server that compares texts exactly.
 * @throws {Error} when the server has none: MySQL before 8.0.17, MariaDB before 10.2.2
 */
export async function exactCollation(server: Asks): Promise<string> {
  const names = EXACT.map((name) => `'${name}'`).join(', ');
  const found = (await server.query(
    `SELECT collation_name AS name FROM information_schema.collations WHERE collation_name IN (${names}) ORDER BY collation_name DESC`,
  )) as { name: string }[];
  const [exact] = found;
  if (!exact) {
    throw new Error(
      `the server has none of the collations ${EXACT.join(', ')}: use MySQL 8.0.17 or MariaDB 10.2.2, or newer`,
    );
  }
  return exact.name;
}

/**
 * Makes every text of an existing MySQL or MariaDB database compare exactly, with its unique indices; other engines always do.
 * Each table is copied once, and cannot be written meanwhile. New tables take the database's collation, see `migrate`.
 */
export class CompareTextsExactly1764000000010 implements MigrationInterface {
  readonly name = 'CompareTextsExactly1764000000010';

  async up(runner: QueryRunner): Promise<void> {
    if (runner.dataSource.options.type !== 'mysql') return;
    const collation = await exactCollation(runner);
    const tables = (await runner.query(
      `SELECT DISTINCT c.table_name AS name FROM information_schema.columns c
       JOIN information_schema.tables t ON t.table_schema = c.table_schema AND t.table_name = c.table_name
       WHERE c.table_schema = DATABASE() AND t.table_type = 'BASE TABLE' AND c.collation_name <> '${collation}'`,
    )) as { name: string }[];
    for (const { name } of tables) {
      await runner.query(`ALTER TABLE \`${name}\` CONVERT TO CHARACTER SET utf8mb4 COLLATE ${collation}`);
    }
  }

  /** An exact comparison is right for every version. */
  async down(): Promise<void> {
    await Promise.resolve();
  }
}

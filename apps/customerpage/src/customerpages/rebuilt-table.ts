import type { DataSource, Table } from 'typeorm';

/**
 * Creates an empty table with the columns, keys and indices that another one has now, whichever migrations made it.
 * @throws {Error} when there is no table of that name
 */
export async function createLike(dataSource: DataSource, model: string, name: string): Promise<void> {
  const { type } = dataSource.options;
  if (type === 'mysql') {
    await dataSource.query(`CREATE TABLE ${name} LIKE ${model}`);
    return;
  }
  if (type === 'postgres') {
    await dataSource.query(`CREATE TABLE ${name} (LIKE ${model} INCLUDING ALL)`);
    return;
  }
  const runner = dataSource.createQueryRunner();
  try {
    const table = await runner.getTable(model);
    if (!table) throw new Error(`There is no table ${model}.`);
    await runner.createTable(renamed(table, name));
  } finally {
    await runner.release();
  }
}

/** SQLite keeps an index's name when its table is renamed, and a name is taken once per database. */
function renamed(table: Table, name: string): Table {
  const copy = table.clone();
  const prefix = `pages_${Date.now().toString(36)}`;
  copy.name = name;
  copy.indices.forEach((index, at) => (index.name = `${prefix}_${at}`));
  return copy;
}

import { inList, type Reader, type Tx } from '@carshare/persistence';
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** Changes that are kept: enough for a rebuild to find what the service wrote while it ran. */
export const KEPT_CHANGES = 100_000;
const PRUNE_EVERY = 1_000;

/**
 * One transaction that changed the read model, numbered by the database. The numbers show a reader where it stands without a
 * clock. A number is given before the commit, so a smaller one can become visible after a larger one.
 */
@Entity('customerpage_changes')
export class PageChange {
  @PrimaryGeneratedColumn('increment', { type: 'bigint' }) id: number;
  /** The orders whose pages changed, as a JSON list. An empty list: the whole table was replaced. */
  @Column({ name: 'order_ids', type: 'text' }) orderIds: string;
}

/**
 * Records in the transaction which pages it changes, and prunes old records now and then.
 * @param orderIds an empty list says that the whole table is replaced
 */
export async function recordChange(tx: Tx, orderIds: readonly number[]): Promise<void> {
  const change = Object.assign(new PageChange(), { orderIds: JSON.stringify(orderIds) });
  await tx.insert(change);
  if (change.id % PRUNE_EVERY !== 0) return;
  await tx.execute('DELETE FROM customerpage_changes WHERE id <= ?', [change.id - KEPT_CHANGES]);
}

/** A change as a reader meets it. */
export interface Change {
  id: number;
  orderIds: number[];
}

/** Runs one query whose placeholders are `?`. */
type Query = Pick<Reader | Tx, 'query'>;

interface ChangeRow {
  id: number | string;
  order_ids: string;
}

/** The changes behind a number, oldest first. */
export async function changesAfter(reader: Query, id: number, limit: number): Promise<Change[]> {
  return changesOf(
    await reader.query<ChangeRow>(
      `SELECT id, order_ids FROM customerpage_changes WHERE id > ? ORDER BY id LIMIT ${limit}`,
      [id],
    ),
  );
}

/** The changes that are visible of those with the given numbers. */
export async function changesWith(reader: Query, ids: readonly number[]): Promise<Change[]> {
  if (ids.length === 0) return [];
  const { sql, values } = inList(ids);
  return changesOf(
    await reader.query<ChangeRow>(`SELECT id, order_ids FROM customerpage_changes WHERE id IN ${sql}`, values),
  );
}

/** The numbers of the newest changes, the newest first. */
export async function newestChanges(reader: Query, limit: number): Promise<number[]> {
  const rows = await reader.query<{ id: number | string }>(
    `SELECT id FROM customerpage_changes ORDER BY id DESC LIMIT ${limit}`,
  );
  return rows.map(({ id }) => Number(id));
}

function changesOf(rows: readonly ChangeRow[]): Change[] {
  return rows.map((row) => ({ id: Number(row.id), orderIds: JSON.parse(row.order_ids) as number[] }));
}

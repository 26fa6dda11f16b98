import type { EntityTable } from './entity-table.js';
import { inList } from './in-list.js';

/** Selects the entities whose properties have all these values; of a list, any of its values. */
export type Match<T extends object> = { readonly [K in keyof T]?: T[K] | readonly T[K][] };

/** Writes a match as an SQL condition. An empty list matches no entity, and an empty match every one. */
export function conditionOf<T extends object>(
  table: EntityTable<T>,
  match: Match<T>,
): { sql: string; values: unknown[] } {
  const parts: string[] = [];
  const values: unknown[] = [];
  for (const [property, value] of Object.entries<unknown>(match)) {
    const column = table.name(table.column(property));
    if (!Array.isArray(value)) {
      parts.push(`${column} = ?`);
      values.push(value);
    } else if (value.length === 0) parts.push('1 = 0');
    else {
      const list = inList<unknown>(value);
      parts.push(`${column} IN ${list.sql}`);
      values.push(...list.values);
    }
  }
  return { sql: parts.join(' AND ') || '1 = 1', values };
}

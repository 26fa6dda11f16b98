import { InboxEntry } from '@carshare/messaging';
import type { Reader } from '@carshare/persistence';
import { Car } from '../../../../apps/order/src/cars/car.entity.js';
import type { Memory, Statements } from './memory.js';

/** Implements the services' few hand-written statements on rows in memory. */
export function statementsOf(memory: Memory): Statements {
  return (sql, [first]) => {
    const stock = /^UPDATE cars SET stock = stock ([+-]) /.exec(sql)?.[1];
    if (stock) {
      const sign = stock === '+' ? 1 : -1;
      memory.change(Car, (row) => ({ ...row, stock: Number(row['stock']) + sign * Number(first) }));
      return { affected: 1 };
    }
    // Locks the row before the stock is read.
    if (sql === 'UPDATE cars SET stock = stock WHERE product_id = ?') return { affected: 1 };
    if (sql === 'SELECT stock FROM cars WHERE product_id = ?') {
      return { affected: 0, records: memory.all(Car).map(({ stock: left }) => ({ stock: left })) };
    }
    if (sql.startsWith('SELECT event_id, source, NULL AS message_key FROM inbox')) {
      const entry = memory.find(InboxEntry, { eventId: String(first) });
      return {
        affected: 0,
        records: entry ? [{ event_id: entry.eventId, source: entry.source, message_key: null }] : [],
      };
    }
    throw new RangeError(`the model does not know this statement: ${sql}`);
  };
}

/** A reader of rows in memory; it supports the one condition that the services write as SQL. */
export function readerOf(memory: Memory): Reader {
  return {
    find: async (entity: new () => object, where: object) => memory.find(entity, where),
    // A list in the condition matches each of its values.
    all: async (entity: new () => object, where: object) =>
      memory
        .all(entity)
        .filter((row) =>
          Object.entries(where).every(([name, wanted]) =>
            [wanted].flat().includes((row as Record<string, unknown>)[name]),
          ),
        ),
    findWhere: async (entity: new () => object, condition: string, [orderId, idempotencyKey]: unknown[]) => {
      if (condition !== 'order_id = ? OR idempotency_key = ?') {
        throw new RangeError(`the model does not know: ${condition}`);
      }
      const found = [memory.find(entity, { orderId }), memory.find(entity, { idempotencyKey })];
      return [...new Set(found)].filter((row) => row !== undefined);
    },
  } as unknown as Reader;
}

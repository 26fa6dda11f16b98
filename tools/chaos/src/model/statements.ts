import { InboxEntry } from '@carshare/messaging';
import type { Reader } from '@carshare/persistence';
import { Car } from '../../../../apps/order/src/cars/car.entity.js';
import { meaningOf, type Memory, type Note, type Statements } from './memory.js';
import { rentalStatementsOf } from './rental-statements.js';

/** Implements the services' few hand-written statements on rows in memory. */
export function statementsOf(memory: Memory): Statements {
  const rental = rentalStatementsOf(memory);
  return (sql, parameters) => {
    const [first] = parameters;
    const stock = /^UPDATE cars SET stock = stock ([+-]) /.exec(sql)?.[1];
    if (stock) {
      const sign = stock === '+' ? 1 : -1;
      const affected = memory.change(
        Car,
        () => true,
        ({ stock: left }) => ({ stock: left + sign * Number(first) }),
      );
      return { affected };
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
    const answer = rental(sql, parameters);
    if (answer) return answer;
    throw new RangeError(`the model does not know this statement: ${sql}`);
  };
}

/** A reader of rows in memory; it supports the one condition that the services write as SQL. */
export function readerOf(memory: Memory, note: Note): Reader {
  const read = <T extends object>(rows: readonly T[]): readonly T[] => {
    note(meaningOf(rows));
    return rows;
  };
  const present = (rows: (object | undefined)[]): object[] => [...new Set(rows)].filter((row) => row !== undefined);
  return {
    find: async (entity: new () => object, where: object) => read(present([memory.find(entity, where)]))[0],
    // A list in the condition matches each of its values.
    all: async (entity: new () => object, where: object) =>
      read(
        memory
          .all(entity)
          .filter((row) =>
            Object.entries(where).every(([name, wanted]) =>
              [wanted].flat().includes((row as Record<string, unknown>)[name]),
            ),
          ),
      ),
    findWhere: async (entity: new () => object, condition: string, [orderId, idempotencyKey]: unknown[]) => {
      if (condition !== 'order_id = ? OR idempotency_key = ?') {
        throw new RangeError(`the model does not know: ${condition}`);
      }
      return read(present([memory.find(entity, { orderId }), memory.find(entity, { idempotencyKey })]));
    },
  } as unknown as Reader;
}

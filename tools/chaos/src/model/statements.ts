import { InboxEntry } from '@carshare/messaging';
import type { Reader } from '@carshare/persistence';
import { Car } from '../../../../apps/order/src/cars/car.entity.js';
import { read, type Memory, type Note, type Row, type Statements } from './memory.js';
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
  return {
    find: async (entity: new () => object, where: object) => read(entity, memory.first(entity, where), note)[0],
    // A list in the condition matches each of its values.
    all: async (entity: new () => object, where: object) => {
      const conditions = Object.entries(where).map(([name, wanted]) => [name, [wanted].flat()] as const);
      const isWanted = (row: Row): boolean => conditions.every(([name, wanted]) => wanted.includes(row[name]));
      return read(entity, memory.rows(entity).filter(isWanted), note);
    },
    findWhere: async (entity: new () => object, condition: string, [orderId, idempotencyKey]: unknown[]) => {
      if (condition !== 'order_id = ? OR idempotency_key = ?') {
        throw new RangeError(`the model does not know: ${condition}`);
      }
      return read(entity, [...memory.first(entity, { orderId }), ...memory.first(entity, { idempotencyKey })], note);
    },
  } as unknown as Reader;
}

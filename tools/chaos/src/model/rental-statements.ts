import { Adjustment } from '../../../../apps/order/src/adjustments/adjustment.entity.js';
import { Booking } from '../../../../apps/order/src/bookings/booking.entity.js';
import { Order } from '../../../../apps/order/src/orders/order.entity.js';
import { Occupation } from '../../../../apps/order/src/vehicles/occupation.entity.js';
import { Vehicle } from '../../../../apps/order/src/vehicles/vehicle.entity.js';
import type { Memory, Statements } from './memory.js';

type Parameters = readonly number[];
type Result = ReturnType<Statements>;

/** The statements on vehicles and their calendars. No vehicle of the model has a block. */
export function rentalStatementsOf(
  memory: Memory,
): (sql: string, parameters: readonly unknown[]) => Result | undefined {
  return (sql, parameters) => {
    const [, statement] = Object.entries(STATEMENTS).find(([begin]) => sql.startsWith(begin)) ?? [];
    return statement?.(memory, parameters as Parameters, sql);
  };
}

const STATEMENTS: Readonly<Record<string, (memory: Memory, parameters: Parameters, sql: string) => Result>> = {
  'SELECT v.id, v.product_id, v.version,': (memory, [endsAt = 0, overdueBefore = 0, dueBy = 0]) => ({
    affected: 0,
    records: memory.all(Vehicle).flatMap(({ id, productId, version, outOrderId, dueAt }) => {
      const due = dueAt?.getTime() ?? 0;
      if (outOrderId !== null && (due < overdueBefore || due > dueBy)) return [];
      return [{ id, product_id: productId, version, busy_until: lastBefore(memory, endsAt)?.ends_at ?? null }];
    }),
  }),
  'SELECT v.id, v.version, (SELECT MIN(n.starts_at)': (memory, [orderId = 0]) => ({
    affected: 0,
    records: memory.all(Occupation).flatMap((own) => {
      if (own.orderId !== orderId) return [];
      const [next] = calendar(memory).filter(({ starts_at }) => starts_at > own.startsAt.getTime());
      const version = memory.find(Vehicle, { id: own.vehicleId })?.version;
      return [{ id: own.vehicleId, version, next_start: next?.starts_at ?? null }];
    }),
  }),
  'SELECT ends_at FROM occupations WHERE vehicle_id = ? AND starts_at < ?': (memory, [, before = 0]) => ({
    affected: 0,
    records: [lastBefore(memory, before)].filter((row) => row !== undefined),
  }),
  'SELECT id, starts_at, ends_at, order_id, block_id FROM occupations WHERE order_id = ?': (memory, [orderId]) => ({
    affected: 0,
    records: calendar(memory).filter(({ order_id }) => order_id === orderId),
  }),
  'SELECT o.id, b.ends_at FROM occupations t': (memory, [vehicleId, endedId]) => ({
    affected: 0,
    records: memory.all(Occupation).flatMap((row) => {
      if (row.vehicleId !== vehicleId || row.orderId === null || row.orderId === endedId) return [];
      const [id, status] = [row.orderId, memory.find(Order, { id: row.orderId })?.status];
      return status === 'InUse' ? [{ id, ends_at: memory.find(Booking, { orderId: id })?.to.getTime() }] : [];
    }),
  }),
  'SELECT id, starts_at, ends_at FROM blocks': () => ({ affected: 0, records: [] }),
  'SELECT MAX(number) AS n FROM adjustments': (memory) => ({
    affected: 0,
    records: [{ n: Math.max(0, ...memory.all(Adjustment).map(({ number }) => number)) }],
  }),
  'DELETE FROM occupations WHERE order_id = ?': (memory, [orderId]) =>
    count(memory.remove(Occupation, (row) => row.orderId === orderId)),
  'UPDATE occupations SET ends_at = ? WHERE order_id = ?': (memory, [endsAt = 0, orderId]) =>
    count(
      memory.change(
        Occupation,
        (row) => row.orderId === orderId,
        () => ({ endsAt: new Date(endsAt) }),
      ),
    ),
  'UPDATE occupations SET starts_at = ?, ends_at = ? WHERE order_id = ?': (
    memory,
    [startsAt = 0, endsAt = 0, orderId],
  ) =>
    count(
      memory.change(
        Occupation,
        (row) => row.orderId === orderId,
        () => ({ startsAt: new Date(startsAt), endsAt: new Date(endsAt) }),
      ),
    ),
  'UPDATE vehicles SET version = version + 1 WHERE id = ?': (memory, [id, version], sql) =>
    raise(memory, (row) => row.id === id && (!sql.endsWith('AND version = ?') || row.version === version)),
  'UPDATE vehicles SET out_order_id = ?, due_at = ?,': (memory, [outOrderId = 0, dueAt = 0, id]) =>
    raise(memory, (row) => row.id === id, { outOrderId, dueAt: new Date(dueAt) }),
  'UPDATE vehicles SET out_order_id = ?, due_at = ? WHERE': (memory, [outOrderId = 0, dueAt = 0, id]) =>
    count(
      memory.change(
        Vehicle,
        (row) => row.id === id,
        () => ({ outOrderId, dueAt: new Date(dueAt) }),
      ),
    ),
  'UPDATE vehicles SET due_at = ?, version = version + 1 WHERE out_order_id = ?': (memory, [dueAt = 0, orderId]) =>
    raise(memory, (row) => row.outOrderId === orderId, { dueAt: new Date(dueAt) }),
  'UPDATE vehicles SET out_order_id = NULL, due_at = NULL WHERE': (memory, [id, orderId]) =>
    count(
      memory.change(
        Vehicle,
        (row) => row.id === id && row.outOrderId === orderId,
        () => ({ outOrderId: null, dueAt: null }),
      ),
    ),
};

function count(affected: number): Result {
  return { affected };
}

function raise(memory: Memory, matches: (row: Vehicle) => boolean, change: Partial<Vehicle> = {}): Result {
  return count(memory.change(Vehicle, matches, ({ version }) => ({ ...change, version: version + 1 })));
}

interface Taken {
  id: number;
  starts_at: number;
  ends_at: number;
  order_id: number | null;
  block_id: number | null;
}

/** The occupations of the one vehicle, in the order of time. */
function calendar(memory: Memory): Taken[] {
  return memory
    .all(Occupation)
    .map(({ id, startsAt, endsAt, orderId, blockId }) => ({
      id,
      starts_at: startsAt.getTime(),
      ends_at: endsAt.getTime(),
      order_id: orderId,
      block_id: blockId,
    }))
    .toSorted((a, b) => a.starts_at - b.starts_at);
}

function lastBefore(memory: Memory, at: number): Taken | undefined {
  return calendar(memory).findLast(({ starts_at }) => starts_at < at);
}

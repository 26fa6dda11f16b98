import type { Check } from '../check.ts';
import type { CarRow } from '../rows.ts';

export const stock: Check = {
  name: 'stock',
  holds: 'the free stock is the fleet without the cars of open orders, and never negative',
  all: async ({ databases }) => {
    // One statement reads one snapshot, also while orders are placed.
    const cars = await databases.order.rows<CarRow & { open: number | null }>(
      `SELECT cars.product_id, cars.stock, cars.fleet, (SELECT SUM(orders.qty - COALESCE(orders.stock_short, 0)) FROM orders WHERE orders.product_id = cars.product_id
       AND orders.vehicle_id IS NULL AND orders.status IN ('Pending', 'Placed', 'Shipped', 'InUse', 'Cancelling')) AS open FROM cars`,
    );
    const breaches = cars.flatMap(({ product_id: car, stock, fleet, open }) => {
      const expected = fleet - (open ?? 0);
      if (stock < 0) return [`car ${car}: the stock is ${stock}`];
      return stock === expected
        ? []
        : [`car ${car}: the stock is ${stock} instead of ${expected} (fleet ${fleet}, open ${open ?? 0})`];
    });
    return { looked: cars.length, breaches };
  },
};

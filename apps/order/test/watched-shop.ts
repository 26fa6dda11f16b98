import { Issuer, QueryPlans, type Engine } from '@carshare/testing';
import { OrderService } from './order-service.js';

export interface WatchedShop {
  shop: OrderService;
  plans: QueryPlans;
  /** The headers of an operator. */
  operator: Record<string, string>;
}

/** Starts a shop with one bookable vehicle and records the statements that it sends. */
export async function watchShop(engine: Engine): Promise<WatchedShop> {
  const issuer = await Issuer.create();
  const shop = await OrderService.on(engine, { ...issuer.environment, JWT_SERVICE_TOKEN: 'service-token' });
  const plans = await QueryPlans.watch(shop.service, issuer);
  const prices = "UPDATE cars SET price_per_day_minor = 4900, price_per_hour_minor = 800 WHERE product_id = '1001'";
  const vehicle =
    "INSERT INTO vehicles (product_id, plate, state, version) VALUES ('1001', 'B-CS 1001', 'InService', 1)";
  for (const sql of [prices, vehicle]) await shop.service.execute(sql);
  return { shop, plans, operator: await issuer.bearer('olga', 'operator') };
}

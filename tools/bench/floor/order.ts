import { post } from './kit/post.ts';
import type { OrderStore } from './kit/ports.ts';
import { databaseUrl, openLog, openSqlite } from './profile.ts';
import { Relay } from './kit/relay.ts';
import { ready, reply, serve, type Handler } from './kit/serve.ts';

async function open() {
  if (databaseUrl) return (await import('./servers/order.store.ts')).MysqlOrderStore.connect(databaseUrl);
  return new (await import('./sqlite/order.store.ts')).SqliteOrderStore(await openSqlite('order'));
}

const store = await open();
const orders: OrderStore = store;
const log = await openLog('load' in store ? store : undefined);
const relay = new Relay(orders, log);
const payments = new URL('/payments', process.env['PAYMENT_URL']);
await log.consume('order', (event) => (event.type === 'Shipped' ? orders.shipped(event) : undefined));

const create: Handler = async (_req, res, text) => {
  const { productId, qty } = JSON.parse(text) as { productId: string | number; qty: string | number };
  const product = String(productId);
  const quantity = Number(qty);
  if (!(quantity > 0)) return reply(res, 400, { status: 400 });
  const order = await orders.create(product, quantity);
  if (!order) return reply(res, 409, { status: 409 });
  const { id, amount } = order;
  const paid = await post(
    payments,
    { orderId: id, productId: product, qty: quantity, amount },
    { 'idempotency-key': `order-${id}` },
  );
  if (paid.status !== 201) {
    await orders.refuse(id, product, quantity);
    return reply(res, 503, { status: 503 });
  }
  await orders.place(id, product, quantity);
  relay.wake();
  const self = `/orders/${id}`;
  const body = { id, productId: product, qty: quantity, status: 'Placed', amount, _links: { self: { href: self } } };
  reply(res, 201, body, { location: self });
};

const restock: Handler = async (_req, res, text) => {
  const { productId, stock } = JSON.parse(text) as { productId: string; stock: number };
  await orders.restock(productId, stock);
  reply(res, 200, { productId, stock });
};

serve({ ...ready, 'POST /orders': create, 'PATCH /cars': restock }, async () => {
  await relay.stop();
  await log.close();
  await orders.close();
});

import type { PaymentStore } from './kit/ports.ts';
import { databaseUrl, openLog, openSqlite } from './profile.ts';
import { Relay } from './kit/relay.ts';
import { ready, reply, serve, type Handler } from './kit/serve.ts';

async function open() {
  if (databaseUrl) return (await import('./servers/payment.store.ts')).MysqlPaymentStore.connect(databaseUrl);
  return new (await import('./sqlite/payment.store.ts')).SqlitePaymentStore(await openSqlite('payment'));
}

const store = await open();
const payments: PaymentStore = store;
const log = await openLog('load' in store ? store : undefined);
const relay = new Relay(payments, log);

const pay: Handler = async (req, res, text) => {
  if (!req.headers['idempotency-key']) return reply(res, 400, { status: 400 });
  const { orderId, productId, qty, amount } = JSON.parse(text) as {
    orderId: number;
    productId: string;
    qty: number;
    amount: number;
  };
  const id = await payments.pay(orderId, productId, qty, amount);
  relay.wake();
  reply(res, 201, { id, orderId, productId, qty, amount, status: 'OrderApproved' }, { location: `/payments/${id}` });
};

serve({ ...ready, 'POST /payments': pay }, async () => {
  await relay.stop();
  await log.close();
  await payments.close();
});

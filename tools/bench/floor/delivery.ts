import type { DeliveryStore } from './kit/ports.ts';
import { databaseUrl, openLog, openSqlite } from './profile.ts';
import { Relay } from './kit/relay.ts';
import { ready, serve } from './kit/serve.ts';

async function open() {
  if (databaseUrl) return (await import('./servers/delivery.store.ts')).MysqlDeliveryStore.connect(databaseUrl);
  return new (await import('./sqlite/delivery.store.ts')).SqliteDeliveryStore(await openSqlite('delivery'));
}

const store = await open();
const deliveries: DeliveryStore = store;
const log = await openLog('load' in store ? store : undefined);
const relay = new Relay(deliveries, log);
await log.consume('delivery', async (event) => {
  if (event.type !== 'Paid') return;
  await deliveries.ship(event);
  relay.wake();
});

serve({ ...ready }, async () => {
  await relay.stop();
  await log.close();
  await deliveries.close();
});

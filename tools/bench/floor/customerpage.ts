import type { PageStore } from './kit/ports.ts';
import { databaseUrl, openLog, openSqlite } from './profile.ts';
import { ready, reply, serve, type Handler } from './kit/serve.ts';

async function open() {
  if (databaseUrl) return (await import('./servers/page.store.ts')).PgPageStore.connect(databaseUrl);
  return new (await import('./sqlite/page.store.ts')).SqlitePageStore(await openSqlite('customerpage'));
}

const store = await open();
const pages: PageStore = store;
const log = await openLog('load' in store ? store : undefined);
await log.consume('statusview', (event) => pages.apply(event));

const find: Handler = async (req, res) => {
  const orderId = Number(req.url?.split('orderId=')[1]);
  const page = await pages.find(orderId);
  reply(res, page ? 200 : 404, page ?? { status: 404 });
};

serve({ ...ready, 'GET /customerpages/search/findByOrderId': find }, async () => {
  await log.close();
  await pages.close();
});

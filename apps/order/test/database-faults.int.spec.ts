import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Reader, UnitOfWork } from '@carshare/persistence';
import { eventsOf, eventually, serversOf, Wire, type TestDatabase } from '@carshare/testing';
import { OrderService } from './order-service.js';

const REQUEST = { productId: '1001', qty: 1 };
const ONE_OF = { status: 503, body: { code: 'service.unavailable', status: 503 } };

const servers = [...serversOf('mysql'), ...serversOf('postgres')];

if (servers.length === 0) {
  it.skip('NOT RUN: neither TEST_MYSQL_URL nor TEST_POSTGRES_URL names a server', () => undefined);
}

for (const engine of servers) {
  const isPostgres = engine.name === 'PostgreSQL';

  describe(`On ${engine.name}, the order service`, () => {
    let database: TestDatabase;
    let wire: Wire;
    let shop: OrderService;

    const start = async (env: Record<string, string> = {}): Promise<void> => {
      shop = await OrderService.start({ DATABASE_URL: wire.url, ...env });
      await shop.setStock(1_000);
    };
    const order = () => shop.service.post('/orders', REQUEST);
    const status = async (path: string): Promise<number> => (await shop.service.get(path)).status;

    beforeEach(async () => {
      database = await engine.create();
      wire = await Wire.to(database.url!);
    });
    afterEach(async () => {
      await shop.stop();
      await wire.close();
      await database.drop();
    });

    it('works again within 10 s over new connections when the packets of the present ones are lost', async () => {
      await start();
      const ids = await Promise.all(Array.from({ length: 20 }, () => shop.place()));
      wire.swallow();
      const begun = Date.now();
      const answers = [];
      do {
        answers.push(await order());
      } while (answers.at(-1)?.status !== 201 && Date.now() - begun < 30_000);
      expect(Date.now() - begun).toBeLessThan(10_000);
      for (const answer of answers.slice(0, -1)) expect(answer).toMatchObject(ONE_OF);
      // The relay publishes and the consumer handles what comes.
      const id = Number(answers.at(-1)?.body['id']);
      await eventually(async () =>
        expect((await shop.service.history()).filter((event) => event.id === id)).toHaveLength(1),
      );
      await shop.service.log.publish([eventsOf(ids[0]!)['shipped']!]);
      await eventually(async () => expect(await shop.status(ids[0])).toBe('Shipped'));
      expect(await status('/health/ready')).toBe(200);
      expect(await shop.service.rows('SELECT id FROM stuck_events')).toEqual([]);
    });

    it('answers 503 while its connections lead to a server that was demoted, and writes over new ones within 5 s', async () => {
      await start();
      await shop.place();
      const unitOfWork = shop.service.app.get(UnitOfWork);
      const demote = isPostgres
        ? 'SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY'
        : 'SET SESSION TRANSACTION READ ONLY';
      // All at the same time, so that each has a connection of its own: this is all that a client sees of a demotion.
      await Promise.all(
        Array.from({ length: 14 }, () =>
          unitOfWork.transaction(async (tx) => {
            await tx.query('SELECT 1');
            await sleep(300);
            await tx.execute(demote);
          }),
        ),
      );
      const begun = Date.now();
      // A background write of the service may have reached the demoted server before.
      for (let answer = await order(); answer.status !== 201; answer = await order()) {
        expect(answer).toMatchObject(ONE_OF);
        expect(answer.headers.get('retry-after')).toBe('2');
        expect(Date.now() - begun).toBeLessThan(5_000);
      }
      const answers = await Promise.all(Array.from({ length: 14 }, order));
      expect(answers.map((answer) => answer.status)).toEqual(Array(14).fill(201));
    });

    it('answers 503 and never 500 when its account has no more connections', async () => {
      const first = await OrderService.start({ DATABASE_URL: wire.url });
      const limited = await limitAccount(engine.administer, database.url!, isPostgres);
      if (isPostgres) {
        for (const what of ['TABLES', 'SEQUENCES']) {
          await first.service.execute(`GRANT ALL ON ALL ${what} IN SCHEMA public TO ${limited.account}`);
        }
      }
      await first.stop();
      await start({ DATABASE_URL: limited.url });
      const answers = await Promise.all(Array.from({ length: 30 }, order));
      const statuses = answers.map((answer) => answer.status);
      expect([...new Set(statuses)].filter((code) => code !== 201 && code !== 503)).toEqual([]);
      expect(statuses).toContain(201);
      for (const answer of answers.filter((one) => one.status === 503)) {
        expect(answer.headers.get('retry-after')).toMatch(/^\d+$/);
      }
      await eventually(async () => expect((await order()).status).toBe(201));
    });

    it('opens as many connections as it is configured to, and lets requests wait for them', async () => {
      await start({ DATABASE_WRITE_CONNECTIONS: '2', DATABASE_READ_CONNECTIONS: '1' });
      const answers = await Promise.all(Array.from({ length: 15 }, order));
      expect(answers.map((answer) => answer.status)).toEqual(Array(15).fill(201));
      const count = isPostgres
        ? 'SELECT count(*) AS n FROM pg_stat_activity WHERE datname = current_database()'
        : 'SELECT count(*) AS n FROM information_schema.processlist WHERE db = DATABASE()';
      const [row] = await shop.service.app.get(Reader).query<{ n: number }>(count);
      expect(Number(row?.n)).toBeLessThanOrEqual(3);
    });

    it('is not ready while the server accepts reads only, and reads on', async () => {
      await start();
      await shop.place();
      if (!isPostgres) return;
      const name = new URL(database.url!).pathname.slice(1);
      await engine.administer(`ALTER DATABASE ${name} SET default_transaction_read_only = on`);
      await engine.administer(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${name}'`);
      await eventually(async () => expect((await order()).status).toBe(503));
      await sleep(1_100);
      expect(await order()).toMatchObject(ONE_OF);
      expect(await shop.service.get('/health/ready')).toMatchObject({
        status: 503,
        body: { checks: { database: { status: 'down', message: expect.stringContaining('nothing can be written') } } },
      });
      expect(await status('/orders')).toBe(200);
      await engine.administer(`ALTER DATABASE ${name} RESET default_transaction_read_only`);
      await eventually(async () => expect((await order()).status).toBe(201));
      expect(await status('/health/ready')).toBe(200);
    });
  });
}

interface LimitedAccount {
  account: string;
  url: string;
}

/** An account that may have 8 connections. */
async function limitAccount(
  administer: (sql: string) => Promise<void>,
  url: string,
  isPostgres: boolean,
): Promise<LimitedAccount> {
  const own = new URL(url);
  const database = own.pathname.slice(1);
  const account = `few_${database.slice(-8)}`;
  if (isPostgres) {
    await administer(`CREATE ROLE ${account} LOGIN PASSWORD 'few' CONNECTION LIMIT 8`);
  } else {
    await administer(`CREATE USER ${account} IDENTIFIED BY 'few' WITH MAX_USER_CONNECTIONS 8`);
    await administer(`GRANT ALL ON ${database}.* TO ${account}`);
  }
  own.username = account;
  own.password = 'few';
  return { account, url: own.href };
}

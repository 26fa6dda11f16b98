import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { engines, eventsOf, eventually, runToEnd, Wire, type TestDatabase } from '@carshare/testing';
import { OrderService } from './order-service.js';

const MAIN = new URL('../src/main.ts', import.meta.url);
const REQUEST = { productId: '1001', qty: 1 };

describe('On a file of SQLite, the order service', () => {
  it('brings the file up to date when it starts, and keeps what stands in it', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'carshare-file-'));
    const DATABASE_URL = `sqlite:${join(folder, 'deep', 'orders.sqlite')}`;
    const first = await OrderService.start({ DATABASE_URL });
    const id = await first.place();
    await first.stop();
    const second = await OrderService.start({ DATABASE_URL });
    expect(await second.status(id)).toBe('Placed');
    expect(await second.stock()).toBe(19);
    await second.stop();
    await rm(folder, { recursive: true });
  });
});

// A file is not a server: it does not go away.
const servers = engines('mysql').filter(({ name }) => name !== 'SQLite');
for (const { name, create } of servers) {
  describe(`On ${name}, the order service`, () => {
    let database: TestDatabase;
    let wire: Wire;
    let shop: OrderService;

    beforeAll(async () => {
      database = await create();
      wire = await Wire.to(database.url!);
    });
    afterAll(async () => {
      await shop.stop();
      await wire.close();
      await database.drop();
    });

    it('does not start with pending migrations, and names the command that applies them', async () => {
      const env = { PORT: '0', DATABASE_URL: wire.url, DATA_DIR: '/tmp/carshare-pending', LOG_LEVEL: 'silent' };
      // It waits for migrations that may run beside it, and says so meanwhile.
      const { code, output } = await runToEnd(MAIN, [], env);
      expect(output.match(/npx nx migrate order/g)).toHaveLength(2);
      expect(output).not.toContain('carshare:carshare');
      expect(code).toBe(1);
      expect(await runToEnd(MAIN, ['migrate'], env)).toMatchObject({
        code: 0,
        output: expect.stringContaining('applied'),
      });
      expect(await runToEnd(MAIN, ['migrate'], env)).toMatchObject({
        code: 0,
        output: expect.stringContaining('up to date'),
      });
    });

    it('answers 503 while the database is away, lives on, and recovers', async () => {
      shop = await OrderService.start({ DATABASE_URL: wire.url });
      const id = await shop.place();
      wire.cut();
      for (const answer of [
        await shop.service.post('/orders', REQUEST),
        await shop.service.get(`/orders/${id}`),
        await shop.service.get('/orders'),
        await shop.service.delete(`/orders/${id}`),
      ]) {
        expect(answer).toMatchObject({ status: 503, body: { code: 'service.unavailable' } });
        expect(answer.headers.get('retry-after')).toBe('2');
      }
      expect((await shop.service.get('/health/live')).status).toBe(200);
      expect(await shop.service.get('/health/ready')).toMatchObject({ status: 503 });
      await shop.service.log.publish([eventsOf(id)['shipped']!]);
      wire.mend();
      await eventually(async () => expect((await shop.service.get('/health/ready')).status).toBe(200));
      await eventually(async () => expect(await shop.status(id)).toBe('Shipped'));
      expect((await shop.service.post('/orders', REQUEST)).status).toBe(201);
      expect(await shop.service.rows('SELECT id FROM stuck_events')).toEqual([]);
    });
  });
}

import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { Reader, UnitOfWork } from '@carshare/persistence';
import { eventsOf, eventually } from '@carshare/testing';
import { OrderService } from './order-service.js';

const REQUEST = { productId: '1001', qty: 1 };
const UNAVAILABLE = { status: 503, body: { code: 'service.unavailable', status: 503 } };

describe('On a file of SQLite, the order service', () => {
  let folder: string;
  let shop: OrderService;
  const order = () => shop.service.post('/orders', REQUEST);

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'carshare-file-'));
    shop = await OrderService.start({ DATA_DIR: folder });
    await shop.setStock(1_000);
  });
  afterEach(async () => {
    await shop.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it.each([
    ['', false],
    [' while another program reads them', true],
  ])('leaves files behind that are a whole backup, when it is stopped%s', async (_, isRead) => {
    const id = await shop.place();
    await eventually(async () => expect(await shop.service.history()).toHaveLength(1));
    const files = ['log.sqlite', 'order.sqlite'];
    // SQLite moves commits out of the -wal file when the last connection closes.
    const readers = isRead ? files.map((file) => new DatabaseSync(join(folder, file), { readOnly: true })) : [];
    for (const reader of readers) reader.prepare('SELECT COUNT(*) AS n FROM sqlite_schema').get();
    await shop.stop();
    if (!isRead) expect((await readdir(folder)).sort()).toEqual(files);
    const copy = join(folder, 'copy');
    await mkdir(copy);
    for (const file of files) await cp(join(folder, file), join(copy, file));
    for (const reader of readers) reader.close();
    const count = (file: string, sql: string): unknown => {
      const database = new DatabaseSync(join(copy, file), { readOnly: true });
      const [row] = database.prepare(sql).all();
      database.close();
      return row?.['n'];
    };
    expect(count('order.sqlite', `SELECT COUNT(*) AS n FROM orders WHERE id = ${id}`)).toBe(1);
    expect(count('log.sqlite', 'SELECT COUNT(*) AS n FROM events')).toBe(1);
  });

  it('refuses to write, is not ready and logs it when its folder was deleted', async () => {
    const logged = jest.spyOn(Logger.prototype, 'error').mockReturnValue();
    await shop.place();
    await rm(folder, { recursive: true });
    const refused = await order();
    expect(refused).toMatchObject(UNAVAILABLE);
    expect(refused.headers.get('retry-after')).toBe('2');
    await sleep(1_100);
    expect(await shop.service.get('/health/ready')).toMatchObject({
      status: 503,
      body: { checks: { database: { status: 'down', message: expect.stringContaining('was removed or replaced') } } },
    });
    await eventually(
      () => expect(logged.mock.calls.flat().join()).toContain('order.sqlite was removed or replaced'),
      4_000,
    );
    // Another file in its place is not the one that is open.
    await mkdir(folder);
    await writeFile(join(folder, 'order.sqlite'), '');
    expect(await order()).toMatchObject(UNAVAILABLE);
    logged.mockRestore();
  });

  it('refuses to publish into a log whose file was deleted', async () => {
    await shop.place();
    await eventually(async () => expect(await shop.service.history()).toHaveLength(1));
    for (const file of await readdir(folder)) if (file.startsWith('log')) await rm(join(folder, file));
    await expect(shop.service.log.publish([eventsOf(1)['shipped']!])).rejects.toThrow('was removed or replaced');
    // What is ordered meanwhile waits in the outbox.
    await shop.place();
    await sleep(300);
    expect(await shop.service.rows('SELECT id FROM outbox WHERE sent_at IS NULL')).toHaveLength(1);
  });

  it('answers 503 while its disk is full, is not ready, and handles the events of that time afterwards', async () => {
    const id = await shop.place();
    const unitOfWork = shop.service.app.get(UnitOfWork);
    const limit = (pages: number) => unitOfWork.transaction((tx) => tx.query(`PRAGMA max_page_count = ${pages}`));
    await limit(1);
    const answers = [];
    let health;
    // A 503 alone may be that of a busy machine, and a write that finds room counts for a second.
    do {
      answers.push(await order());
      health = await shop.service.get('/health/ready');
    } while (health.status === 200 && answers.length < 1_000);
    // Where only the answer of payment could not be stored, the order is not known to have failed.
    expect(answers.at(-1)).toMatchObject({ status: 503, body: { status: 503 } });
    expect(answers.at(-1)?.headers.get('retry-after')).toMatch(/^\d+$/);
    expect(health).toMatchObject({
      status: 503,
      body: { checks: { database: { status: 'down', message: expect.stringContaining('full') } } },
    });
    expect((await shop.service.get('/orders')).status).toBe(200);
    await shop.service.log.publish([eventsOf(id)['shipped']!]);
    await sleep(2_500);
    await limit(1_000_000);
    await eventually(async () => expect(await shop.status(id)).toBe('Shipped'));
    expect(await shop.service.app.get(Reader).query('SELECT id FROM stuck_events')).toEqual([]);
    expect((await order()).status).toBe(201);
    await eventually(async () => expect((await shop.service.get('/health/ready')).status).toBe(200));
  });
});

import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createConnection } from 'mysql2/promise';
import { findProgram } from './services/machine.ts';
import { mariadb } from './services/mariadb.ts';
import { hasMysql, mysql } from './services/mysql.ts';
import type { Server } from './services/index.ts';
import { eventually } from './support/eventually.js';
import { createEmbeddedProfile } from './support/profile.js';
import { command } from './support/server-profile.js';
import { Switch } from './support/switch.js';
import { TestShop } from './support/test-shop.js';

type Make = (folder: string) => Promise<{ server: Server; url: string }>;

const ENGINES: [name: string, make: Make, isHere: boolean][] = [
  ['MariaDB', mariadb, findProgram('mariadbd') !== undefined],
  ['MySQL', mysql, hasMysql()],
];

/** An account like that of the services: it cannot write to a read-only server. */
const ACCOUNT = ["CREATE USER shop IDENTIFIED BY 'shop'", 'GRANT ALL ON shop_order.* TO shop'];

for (const [name, make, isHere] of ENGINES) {
  const on = isHere ? describe : describe.skip;

  on(
    `A failover of ${name}${isHere ? '' : ' (NOT RUN: it is not on this machine)'}, where the old server stays up read-only`,
    () => {
      const folder = mkdtempSync(join(tmpdir(), 'carshare-failover-'));
      const servers: { server: Server; url: string }[] = [];
      let address: Switch;
      let shop: TestShop;

      const run = async (index: number, ...statements: string[]): Promise<void> => {
        const connection = await createConnection(servers[index]!.url);
        for (const sql of statements) await connection.query(sql);
        await connection.end();
      };
      const portOf = (index: number): number => Number(new URL(servers[index]!.url).port);

      beforeAll(async () => {
        chmodSync(folder, 0o711);
        for (const part of ['old', 'new']) {
          mkdirSync(join(folder, part));
          chmodSync(join(folder, part), 0o711);
          servers.push(await make(join(folder, part)));
        }
        await Promise.all(servers.map(({ server }) => server.start()));
        for (const [index, { url }] of servers.entries()) {
          const env = { PATH: process.env['PATH'], ORDER_DATABASE_URL: new URL('/shop_order', url).href };
          await command('order', 'create-database', env);
          await command('order', 'migrate', env);
          await command('order', 'seed', env);
          await run(index, ...ACCOUNT);
        }
        // The new server continues where the old one ended.
        await run(1, 'ALTER TABLE shop_order.orders AUTO_INCREMENT = 1000');
        address = await Switch.to(portOf(0));
        const env = { ORDER_DATABASE_URL: `mysql://shop:shop@${address.address}/shop_order` };
        shop = await TestShop.open(env, createEmbeddedProfile);
      }, 240_000);
      afterAll(async () => {
        await shop.close();
        await address.close();
        await Promise.all(servers.map(({ server }) => server.stop()));
        rmSync(folder, { recursive: true, force: true });
      });

      it('makes order unready and answer 503, and it writes to the new one within 5 s of the switch', async () => {
        const order = () => shop.front.order('1001', 1);
        await Promise.all(Array.from({ length: 10 }, order));
        await run(0, 'SET GLOBAL read_only = 1');
        await eventually(async () => expect((await order()).status).toBe(503));
        await sleep(1_500);
        expect(await order()).toMatchObject({ status: 503, headers: { 'retry-after': '2' } });
        expect(await shop.client('order').get('/health/ready')).toMatchObject({ status: 503 });
        expect(await shop.client('order').get('/orders')).toMatchObject({ status: 200 });

        address.turnTo(portOf(1));
        const begun = Date.now();
        const refused: number[] = [];
        for (let answer = await order(); answer.status !== 201; answer = await order()) {
          refused.push(answer.status);
          expect(Date.now() - begun).toBeLessThan(5_000);
          await sleep(50);
        }
        expect(refused.filter((status) => status !== 503)).toEqual([]);
        const answers = await Promise.all(Array.from({ length: 5 }, order));
        expect(answers.map(({ status }) => status)).toEqual(Array(5).fill(201));
        await eventually(async () => expect((await shop.client('order').get('/health/ready')).status).toBe(200));
      });
    },
  );
}

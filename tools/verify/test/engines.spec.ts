import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { notRun, servers, sqlite } from '@carshare/persistence/test/engines';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ServiceName } from '../src/options.ts';
import { fillBlocks } from './blocks.js';
import { fillContacts } from './contacts.js';
import { CopiedShop } from './copied-shop.js';
import { findingsIn } from './findings.js';
import { fillAdjusted } from './adjusted-rentals.js';
import { fillRentals } from './rentals.js';
import { ShopData } from './shop-data.js';

/** What every query of verify must find; no constraint of an engine refuses it. */
const DAMAGE: readonly (readonly [ServiceName | 'log', string])[] = [
  ['order', 'UPDATE occupations SET ends_at = ends_at + 18000000 WHERE order_id = 4'],
  ['order', 'UPDATE bookings SET place_kept_from = 1577836800000 WHERE order_id = 6'],
  ['order', 'UPDATE blocks SET ends_at = ends_at - 7200000, starts_at = starts_at - 7200000 WHERE id = 4'],
  ['order', 'UPDATE mail_contacts SET kept_from = 1577836800000 WHERE order_id = 4'],
  ['order', "UPDATE cars SET stock = 20 WHERE product_id = '1001'"],
  ['order', "INSERT INTO inbox (event_id, received_at) VALUES ('nowhere', 0)"],
  ['payment', 'UPDATE payments SET fee_minor = 0 WHERE order_id = 6'],
  ['payment', "UPDATE outbox SET value = json_set(value, '$.place', 'Hauptstr. 5') WHERE message_key = 4"],
  ['delivery', "UPDATE deliveries SET status = 'HandedOver' WHERE order_id = 4"],
  ['delivery', "DELETE FROM inbox WHERE event_id = 'event-1'"],
  [
    'delivery',
    "INSERT INTO stuck_events (kind, message_key, value, headers, reason, stuck_at) VALUES ('dead', '1', '', '{}', 'broken', 0)",
  ],
  [
    'customerpage',
    'UPDATE customerpages SET vehicle_id = NULL, refunded_minor = 1, ends_at = 5 WHERE order_id IN (4, 6)',
  ],
];

describe('verify', () => {
  let template: ShopData;
  let damaged: string;
  beforeAll(async () => {
    template = await ShopData.make(fillRentals, fillAdjusted, fillBlocks, fillContacts);
    damaged = mkdtempSync(join(tmpdir(), 'carshare-verify-'));
    cpSync(template.folder, damaged, { recursive: true });
    for (const [database, sql] of DAMAGE) {
      const connection = new DatabaseSync(join(damaged, `${database}.sqlite`));
      connection.exec(sql);
      connection.close();
    }
  });
  afterAll(() => {
    template.remove();
    rmSync(damaged, { recursive: true });
  });

  describe.each([sqlite, ...servers])(`on $name${notRun && ` (${notRun})`}`, (engine) => {
    let folder: string;
    let shop: CopiedShop | undefined;
    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'carshare-verify-'));
      shop = await CopiedShop.make(engine, folder);
    });
    afterAll(async () => {
      await shop?.drop();
      rmSync(folder, { recursive: true });
    });

    it('finds in the rows of a shop with rentals exactly what it finds on SQLite', async () => {
      await shop?.fill(template.folder);
      const found = await findingsIn(template.folder, shop?.urls);
      expect(found.flatMap(({ breaches }) => breaches)).toEqual([]);
      expect(found).toEqual(await findingsIn(template.folder));
    });

    it('finds the same faults', async () => {
      await shop?.fill(damaged);
      const found = await findingsIn(damaged, shop?.urls);
      const faulty = found.filter(({ breaches }) => breaches.length > 0).map(({ check }) => check);
      expect(faulty).toEqual(
        expect.arrayContaining([
          'payment',
          'outcome',
          'stock',
          'calendar',
          'blocks',
          'vehicles',
          'inbox',
          'stuck events',
          'read model',
          'places',
        ]),
      );
      expect(found).toEqual(await findingsIn(damaged));
    });
  });
});

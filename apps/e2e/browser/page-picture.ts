/**
 * Takes README's picture of the customer's page from a running shop: `npx nx run e2e:picture`. It shows a rental that was shipped, a
 * booking, and the fleet with prices for a period.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts, ROOT, startShop } from '../src/support/launcher.js';
import { launch } from './support/browser.js';
import { Customer } from './support/customer.js';

const PICTURE = join(ROOT, 'apps/customerpage/page.png');

const folder = mkdtempSync(join(tmpdir(), 'carshare-picture-'));
const env = { PATH: process.env['PATH'], DATA_DIR: folder };
const shop = await startShop({ env, ports: await freePorts(), demoFleet: true });
const browser = await launch();
try {
  const view = { viewport: { width: 1280, height: 900 }, locale: 'en-GB', timezoneId: 'Europe/Berlin' };
  const customer = await Customer.arrive(browser, shop.urls.gateway, { ...view, reducedMotion: 'reduce' });
  await customer.shipped('1001');
  await customer.period();
  await customer.choose('1002');
  const booked = await customer.pay();
  await customer.status(customer.rental(booked), 'Placed');
  await customer.live();
  await customer.page.evaluate(() => window.scrollTo(0, 0));
  await customer.page.screenshot({ path: PICTURE });
} finally {
  await browser.close();
  await shop.stop();
  rmSync(folder, { recursive: true });
}

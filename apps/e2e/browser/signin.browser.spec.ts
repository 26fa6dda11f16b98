import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser } from 'playwright-core';
import { TestShop } from '../src/support/test-shop.js';
import { Issuer } from '../src/support/tokens.js';
import { faults, holdAnswers, launch, screenshot } from './support/browser.js';
import { Customer } from './support/customer.js';

describe('A shop with identity', () => {
  let issuer: Issuer;
  let shop: TestShop;
  let browser: Browser;
  let customer: Customer;
  beforeAll(async () => {
    issuer = await Issuer.create();
    [shop, browser] = await Promise.all([TestShop.open(await issuer.environment()), launch()]);
    customer = await Customer.arrive(browser, shop.shop.urls.gateway);
  });
  afterAll(async () => {
    await browser.close();
    await shop.close();
  });

  async function signIn(token: string): Promise<void> {
    await customer.page.getByRole('button', { name: 'Sign in' }).click();
    await customer.dialog.getByLabel('Access token').fill(token);
    await customer.submit.click();
  }

  it('asks for a sign-in before anything else', async () => {
    await customer.page.getByText('Sign in to order a car and to see your rentals.').first().waitFor();
    expect(await faults(customer.page)).toEqual([]);
    await customer.page.getByRole('button', { name: 'Sign in' }).click();
    await customer.dialog.getByText('Paste your access token').waitFor();
    expect(await faults(customer.page)).toEqual([]);
    await screenshot(customer.page, 'sign-in');
    await customer.page.keyboard.press('Escape');
  });

  it('reports text that is not a token', async () => {
    await signIn('my password');
    await customer.dialog.getByText('This is not an access token').waitFor();
    await customer.page.keyboard.press('Escape');
  });

  it('asks again when the token is worth nothing', async () => {
    await signIn(await issuer.token({ sub: 'mina', expiresIn: -600 }));
    await customer.page.getByRole('button', { name: 'Sign in' }).waitFor();
    await customer.page.getByText('Sign in to order a car and to see your rentals.').first().waitFor();
  });

  it("follows the customer's own order live, also after a reload, and shows no other customer's", async () => {
    const other = shop.front.client.with({ authorization: `Bearer ${await issuer.token({ sub: 'jun' })}` });
    expect(await other.post('/orders', { productId: '1002', qty: 1 })).toMatchObject({ status: 201 });
    await signIn(await issuer.token({ sub: 'mina' }));
    await customer.page.getByText('Signed in as mina').waitFor();
    await customer.live();
    const id = await customer.shipped('1001');
    await customer.page.reload();
    await customer.status(customer.rental(id), 'Shipped');
    expect(await customer.rentals.count()).toBe(1);
    expect(await faults(customer.page)).toEqual([]);
  });

  it('asks to sign in again when the token expires, without endless tries', async () => {
    let streams = 0;
    const ready = 'event: ready\ndata: {"asOf":"2026-01-01T00:00:00Z","behind":0}\n\n';
    await customer.page.route('**/customerpages/stream', (route) => {
      streams += 1;
      return streams === 1
        ? route.fulfill({ contentType: 'text/event-stream', body: ready })
        : route.fulfill({ status: 401, json: { status: 401, code: 'identity.invalid' } });
    });
    await customer.page.reload();
    await customer.page.getByText('Your sign-in has expired').waitFor();
    await customer.page.getByRole('button', { name: 'Sign in', exact: true }).waitFor();
    await sleep(3_000);
    expect(streams).toBe(2);
    expect(await customer.rentals.count()).toBe(1);
    expect(await faults(customer.page)).toEqual([]);
    await screenshot(customer.page, 'sign-in-expired');
    await customer.page.unrouteAll();
    await signIn(await issuer.token({ sub: 'jun' }));
    await customer.live();
    await customer.rentals.first().waitFor();
    expect(await customer.page.locator('.rental .rental-name strong').allTextContents()).toEqual(['Family Estate']);
    await customer.page.getByRole('button', { name: 'Sign out' }).click();
    await signIn(await issuer.token({ sub: 'mina' }));
    await customer.live();
  });

  it('forgets everything at the sign-out, pending answers included', async () => {
    const held = await holdAnswers(customer.page, '**/customerpages?*');
    await customer.page.reload();
    await held.asked;
    await customer.page.getByRole('button', { name: 'Sign out' }).click();
    await customer.page.getByRole('button', { name: 'Sign in' }).waitFor();
    held.release();
    await customer.page.getByText('Sign in to order a car and to see your rentals.').first().waitFor();
    await sleep(1_000);
    expect(await customer.rentals.count()).toBe(0);
    expect(await customer.page.evaluate(() => JSON.stringify(sessionStorage))).not.toMatch(/token|ahead/);
    expect(customer.errors).toEqual([]);
  });
});

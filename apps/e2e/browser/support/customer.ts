import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { DESKTOP, visit } from './browser.js';

/** The customer's page, with a customer's actions. */
export class Customer {
  /** Errors of the page itself. */
  readonly errors: string[] = [];

  private constructor(readonly page: Page) {
    page.on('pageerror', (error) => this.errors.push(error.message));
    page.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) this.errors.push(message.text());
    });
  }

  static async arrive(browser: Browser, url: string, options: BrowserContextOptions = DESKTOP): Promise<Customer> {
    const context = await browser.newContext(options);
    return Customer.inNewTab(await context.newPage(), url);
  }

  static async inNewTab(page: Page, url: string): Promise<Customer> {
    const customer = new Customer(page);
    await visit(page, url);
    await page.locator('.car, #account:not([hidden])').first().waitFor();
    return customer;
  }

  async leave(): Promise<void> {
    await this.page.context().close();
  }

  async otherTab(): Promise<Customer> {
    return Customer.inNewTab(await this.page.context().newPage(), this.page.url());
  }

  car(productId: string): Locator {
    return this.page.locator(`[data-product="${productId}"]`);
  }

  /** The rentals, newest first. */
  get rentals(): Locator {
    return this.page.locator('.rental');
  }

  rental(orderId: number): Locator {
    return this.page.locator(`[data-order="${orderId}"]`);
  }

  get dialog(): Locator {
    return this.page.getByRole('dialog');
  }

  /** The message about a failure, by its kind. */
  message(kind: string): Locator {
    return this.page.locator(`.message[data-kind="${kind}"]`);
  }

  get submit(): Locator {
    return this.dialog.locator('button[type=submit]');
  }

  async choose(productId: string, card?: string): Promise<void> {
    await this.car(productId).getByRole('button').click();
    await this.dialog.waitFor();
    if (card) await this.pick(card);
  }

  async pick(card: string): Promise<void> {
    await this.dialog.locator(`input[value="${card}"]`).check();
  }

  async order(productId: string, card?: string): Promise<void> {
    await this.choose(productId, card);
    await this.submit.click();
  }

  /** Orders, and waits for Shipped without a reload. @returns the order's id */
  async shipped(productId: string): Promise<number> {
    await this.page.locator('#rentals-note').waitFor({ state: 'hidden' });
    // Until the new row appears, the first row is that of the previous order.
    const before = (await this.rentals.count()) > 0 ? await this.rentals.first().getAttribute('data-order') : null;
    await this.order(productId);
    await this.dialog.waitFor({ state: 'detached' });
    const rental = this.page.locator(`.rental:first-child:not([data-order="${before ?? 'none'}"])`);
    await this.status(rental, 'Shipped');
    return Number(await rental.getAttribute('data-order'));
  }

  /** Chooses a period, tomorrow from 09:00 to 18:00 without times, and waits for the offers. @param times as `datetime-local` */
  async period(times?: { from: string; to: string }): Promise<void> {
    const offers = (): Promise<unknown> =>
      this.page.waitForResponse((response) => response.url().includes('/cars?from='));
    const first = offers();
    await this.page.locator('input[name=when][value=period]').check();
    await first;
    if (times) {
      await this.page.locator('#when-from').fill(times.from);
      const own = offers();
      await this.page.locator('#when-to').fill(times.to);
      await own;
    }
    await this.page.locator('.price strong').first().waitFor();
  }

  /** Pays for what the dialog shows. @returns the order's id */
  async pay(): Promise<number> {
    const placed = this.page.waitForResponse(
      (response) => response.request().method() === 'POST' && response.url().endsWith('/orders') && response.ok(),
    );
    await this.submit.click();
    const { id } = (await (await placed).json()) as { id: number };
    await this.dialog.waitFor({ state: 'detached' });
    return id;
  }

  async status(rental: Locator, status: string): Promise<void> {
    await rental.locator(`.chip[data-status="${status}"]`).waitFor();
  }

  async askToCancel(orderId: number): Promise<void> {
    const fold = this.rental(orderId).locator('details');
    await fold.waitFor();
    if (!(await fold.evaluate((details) => details.hasAttribute('open')))) await fold.locator('summary').click();
    await fold.getByRole('button', { name: /Cancel rental|대여 취소/ }).click();
    await this.dialog.waitFor();
  }

  async cancel(orderId: number): Promise<void> {
    await this.askToCancel(orderId);
    await this.submit.click();
    await this.dialog.waitFor({ state: 'detached' });
  }

  /** The steps of a rental's history, each with its time. */
  steps(orderId: number): Promise<(string | null)[]> {
    return this.rental(orderId)
      .locator('.step:has(time)')
      .evaluateAll((steps) => steps.map((step) => step.getAttribute('data-event')));
  }

  async live(state: 'on' | 'behind' | 'off' = 'on'): Promise<void> {
    await this.page.locator(`#live[data-state="${state}"]`).waitFor({ timeout: 30_000 });
  }
}

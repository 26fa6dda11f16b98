import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { DESKTOP, visit } from './browser.js';

/** The operator console, with an operator's actions. */
export class Operator {
  /** Errors of the page itself. */
  readonly errors: string[] = [];

  private constructor(
    readonly page: Page,
    private readonly url: string,
  ) {
    page.on('pageerror', (error) => this.errors.push(error.message));
    page.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) this.errors.push(message.text());
    });
  }

  static async arrive(browser: Browser, shop: string, options: BrowserContextOptions = DESKTOP): Promise<Operator> {
    const context = await browser.newContext(options);
    const operator = new Operator(await context.newPage(), `${shop}/operator`);
    await operator.open('orders');
    return operator;
  }

  async open(part: string): Promise<void> {
    await visit(this.page, `${this.url}#/${part}`);
    await this.page.locator('#view h1').first().waitFor();
  }

  async leave(): Promise<void> {
    await this.page.context().close();
  }

  /** A row of the open table or list. */
  row(text: string | RegExp): Locator {
    return this.page.locator('#view tbody tr, #view .stock-row, #view .service').filter({ hasText: text });
  }

  /** The row of a service's stuck event of an order. */
  stuck(service: string, orderId: number): Locator {
    const cell = (name: string, text: string): Locator =>
      this.page.locator(`.cell-${name}`).filter({ hasText: new RegExp(`^${text}$`) });
    return this.row('')
      .filter({ has: cell('service', service) })
      .filter({ has: cell('id', `#${orderId}`) });
  }

  /** Discards the row's event, and waits until the row is gone. */
  async discard(row: Locator, reason: string): Promise<void> {
    await row.getByRole('button', { name: /^Discard/ }).click();
    await this.dialog.getByLabel('Reason').fill(reason);
    await this.dialog.getByRole('button', { name: 'Discard' }).click();
    await row.waitFor({ state: 'detached' });
  }

  async live(state: 'on' | 'off' = 'on'): Promise<void> {
    await this.page.locator(`#live[data-state="${state}"]`).waitFor();
  }

  get dialog(): Locator {
    return this.page.getByRole('dialog');
  }

  /** The entries of the open timeline: service, name and trace. */
  steps(): Promise<{ name: string | null; trace: string | null }[]> {
    return this.page.locator('.entry').evaluateAll((entries) =>
      entries.map((entry) => ({
        name: entry.getAttribute('data-event'),
        trace: entry.getAttribute('data-trace-id'),
      })),
    );
  }
}

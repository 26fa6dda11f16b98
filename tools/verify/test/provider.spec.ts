import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Database } from '../src/database.ts';
import { reconcile } from '../src/provider/reconcile.ts';
import { StripeLists } from '../src/provider/stripe-lists.ts';
import { report } from '../src/report.ts';
import { ShopData } from './shop-data.js';
import { dispute, intent, refund, StripeAccount } from './stripe-account.js';

const PROGRAM = resolve(import.meta.dirname, '../src/main.ts');

interface Said {
  code?: number;
  stdout: string;
  stderr: string;
}

/** A change to the account or the ledger, and the one difference that must be reported. */
type Difference = [
  name: string,
  text: RegExp,
  account: (stripe: StripeAccount, installation: string) => void,
  ledger?: string,
];

const ENTRY = 'INSERT INTO ledger (order_id, kind, amount, currency, created_at, entry_key, provider_id) VALUES';

const DIFFERENCES: Difference[] = [
  [
    'a charge that the ledger lacks',
    /order 9: the provider charged 49\.00 EUR \(pi_9\), the ledger has no such charge/,
    (stripe, installation) => stripe.intents.push(intent('pi_9', { installation, orderId: '9' })),
  ],
  [
    'a charge that the provider lacks',
    /order 1: the ledger has a charge of 49\.00 EUR \(pi_1\), the provider has no such charge/,
    (stripe) => stripe.intents.shift(),
  ],
  [
    'a charge that took no money',
    /order 1: the ledger has a charge of 49\.00 EUR \(pi_1\), the provider took no money/,
    (stripe) => Object.assign(stripe.intents[0]!, { amount_received: 0 }),
  ],
  [
    'a charge of another amount',
    /order 1: charge pi_1 is 48\.00 EUR at the provider and 49\.00 EUR in the ledger/,
    (stripe) => Object.assign(stripe.intents[0]!, { amount_received: 4800 }),
  ],
  [
    'a charge in another currency',
    /order 1: charge pi_1 is 4900 JPY at the provider and 49\.00 EUR in the ledger/,
    (stripe) => Object.assign(stripe.intents[0]!, { currency: 'jpy' }),
  ],
  [
    'a refund that the ledger lacks',
    /order 1: the provider refunded 49\.00 EUR \(re_1\), the ledger has no such refund/,
    (stripe) => stripe.refunds.push(refund('re_1', 'pi_1')),
  ],
  [
    'a refund that the provider lacks',
    /order 2: the ledger has a refund of 49\.00 EUR \(re_2\), the provider has no such refund/,
    (stripe) => stripe.refunds.pop(),
  ],
  [
    'a refund that is booked before it succeeded',
    /order 2: the ledger has a refund of 49\.00 EUR \(re_2\), at the provider it is pending/,
    (stripe) => Object.assign(stripe.refunds[0]!, { status: 'pending' }),
  ],
  [
    'a refund of another amount',
    /order 2: refund re_2 is 15\.00 EUR at the provider and 49\.00 EUR in the ledger/,
    (stripe) => Object.assign(stripe.refunds[0]!, { amount: 1500 }),
  ],
  [
    'a refund that came back here only',
    /order 2: refund re_2 is returned in the ledger and succeeded at the provider/,
    () => undefined,
    `${ENTRY} (2, 'reversed', 4900, 'EUR', 0, 're_2', 're_2')`,
  ],
  [
    'a dispute that the ledger lacks',
    /order 1: the provider has a dispute of 49\.00 EUR \(dp_1, needs_response\), the ledger has no such dispute/,
    (stripe) => stripe.disputes.push(dispute('dp_1', 'pi_1')),
  ],
  [
    'a dispute that the provider lacks',
    /order 1: the ledger has a dispute of 49\.00 EUR \(dp_1\), the provider has no such dispute/,
    () => undefined,
    `${ENTRY} (1, 'dispute', 4900, 'EUR', 0, 'dp_1', 'dp_1')`,
  ],
  [
    'a dispute of another amount',
    /order 1: dispute dp_1 is 49\.00 EUR at the provider and 20\.00 EUR in the ledger/,
    (stripe) => stripe.disputes.push(dispute('dp_1', 'pi_1')),
    `${ENTRY} (1, 'dispute', 2000, 'EUR', 0, 'dp_1', 'dp_1')`,
  ],
  [
    'a dispute whose end is not booked',
    /order 1: the ledger has the money of dispute dp_1 as withdrawn, at the provider it is won/,
    (stripe) => stripe.disputes.push(dispute('dp_1', 'pi_1', 'won')),
    `${ENTRY} (1, 'dispute', 4900, 'EUR', 0, 'dp_1', 'dp_1')`,
  ],
];

describe('verify --provider', () => {
  let template: ShopData;
  let stripe: StripeAccount;
  let installation: string;
  let folder: string;
  beforeAll(async () => {
    template = await ShopData.make();
    stripe = await StripeAccount.start();
    const database = new DatabaseSync(join(template.folder, 'payment.sqlite'));
    installation = (database.prepare('SELECT id FROM installation').get() as { id: string }).id;
    database.close();
  });
  afterAll(async () => {
    template.remove();
    await stripe.stop();
  });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'carshare-verify-'));
    cpSync(template.folder, folder, { recursive: true });
    stripe.agree(installation);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const change = (sql: string): void => {
    const database = new DatabaseSync(join(folder, 'payment.sqlite'));
    database.exec(sql);
    database.close();
  };
  const runProgram = (env: Record<string, string>): Promise<Said> =>
    promisify(execFile)(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', PROGRAM, '--data-dir', folder, '--provider'],
      { env: { PATH: process.env['PATH'], ...env } },
    ).catch((error: unknown) => error as Said);

  /** Reconciles in this process: starting the program for each difference would be slower. */
  const verify = async (): Promise<{ stdout: string; code: number | undefined }> => {
    const database = await Database.open(`sqlite:${join(folder, 'payment.sqlite')}`);
    try {
      const findings = await reconcile(database, new StripeLists('sk_1', stripe.url), { now: Date.now(), grace: 0 });
      const wrong = findings.some(({ breaches }) => breaches.length > 0);
      return { stdout: report(findings, 'difference'), code: wrong ? 1 : undefined };
    } finally {
      await database.close();
    }
  };

  it('finds no difference where ledger and provider agree', async () => {
    const { stdout, code } = await verify();
    expect(stdout).toContain('0 differences');
    expect(code).toBeUndefined();
  });

  it('needs the payment database alone', async () => {
    for (const other of ['order', 'delivery', 'customerpage', 'log']) rmSync(join(folder, `${other}.sqlite`));
    expect((await verify()).stdout).toContain('0 differences');
  });

  // A rest parameter, because Jest would pass `done` as the fourth parameter for a row of three.
  it.each(DIFFERENCES)('names %s', async (...[, text, account, ledger]) => {
    account(stripe, installation);
    if (ledger !== undefined) change(ledger);
    const { stdout, code } = await verify();
    expect(stdout).toMatch(text);
    expect(stdout).toMatch(/^1 difference$/m);
    expect(code).toBe(1);
  });

  it('leaves what others do on the account alone', async () => {
    const foreign = { installation: '00000000-0000-4000-8000-000000000000', orderId: '1' };
    stripe.intents.push(intent('pi_f', foreign), intent('pi_g', { orderId: '2' }), intent('pi_h', {}));
    stripe.refunds.push(refund('re_f', 'pi_f'));
    stripe.disputes.push(dispute('dp_f', 'pi_g'));
    expect((await verify()).stdout).toContain('0 differences');
  });

  it('knows a charge and its refund from before installations had an id', async () => {
    stripe.intents = [1, 2].map((order) => intent(`pi_${order}`, { key: `pay-${order}` }));
    change(
      "UPDATE payments SET reference = 'pi_' || order_id; UPDATE ledger SET provider_id = NULL WHERE kind = 'refund'",
    );
    expect((await verify()).stdout).toContain('0 differences');
  });

  it('does not ask the provider for what the simulator charged', async () => {
    change("UPDATE ledger SET provider_id = 'sim_' || provider_id");
    stripe.intents = [];
    stripe.refunds = [];
    expect((await verify()).stdout).toContain('0 differences');
  });

  it('agrees about an inquiry, a won dispute and a refund that came back', async () => {
    stripe.disputes = [dispute('dp_1', 'pi_1', 'warning_needs_response'), dispute('dp_2', 'pi_1', 'won')];
    stripe.refunds = [{ ...refund('re_2', 'pi_2'), status: 'failed' }];
    change(`${ENTRY} (1, 'dispute', 4900, 'EUR', 0, 'dp_2', 'dp_2'), (1, 'reinstated', 4900, 'EUR', 0, 'dp_2', 'dp_2'),
      (2, 'reversed', 4900, 'EUR', 0, 're_2', 're_2')`);
    expect((await verify()).stdout).toContain('0 differences');
  });

  it('reads the lists to their end, page by page', async () => {
    for (let order = 10; order < 360; order += 1) {
      stripe.intents.unshift(intent(`pi_${order}`, { installation, orderId: String(order) }));
    }
    const { stdout } = await verify();
    expect(stdout).toContain('350 differences');
    expect(stripe.pages).toBe(6);
  });

  it('names the missing settings', async () => {
    expect((await runProgram({})).stderr).toContain('set STRIPE_SECRET_KEY');
    expect((await runProgram({ STRIPE_SECRET_KEY: 'sk_1', STRIPE_API_URL: 'http://127.0.0.1:9' })).stderr).toContain(
      'Stripe cannot be reached at http://127.0.0.1:9',
    );
    stripe.status = 401;
    const refused = await runProgram({ STRIPE_SECRET_KEY: 'sk_1', STRIPE_API_URL: stripe.url });
    expect(refused.stderr).toContain('STRIPE_SECRET_KEY must be a key that may read payment intents');
    expect(refused.code).toBe(2);
    rmSync(join(folder, 'payment.sqlite'));
    expect((await runProgram({ STRIPE_SECRET_KEY: 'sk_1', STRIPE_API_URL: stripe.url })).stderr).toContain(
      'payment.sqlite',
    );
  });
});

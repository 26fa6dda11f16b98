import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { Money } from '@carshare/events';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@carshare/testing';
import { PaymentConfig } from '../src/app.config.js';
import { StripeProvider } from '../src/payments/stripe-provider.js';

/** Stripe's own double, which holds every request to its published API: `go install github.com/stripe/stripe-mock@latest`. */
const PROGRAM = [process.env['STRIPE_MOCK'], 'stripe-mock', join(homedir(), 'go', 'bin', 'stripe-mock')].find(
  (program) => program && spawnSync(program, ['-version']).status === 0,
);

// Not everybody has Go: without the program these are skipped, and say so.
if (!PROGRAM) {
  process.stderr.write(
    'stripe-mock is not installed, so Stripe’s provider is not held against it: npm run test:services\n',
  );
}
(PROGRAM ? describe : describe.skip)('Against stripe-mock, the provider', () => {
  let mock: ChildProcess;
  let provider: StripeProvider;

  beforeAll(async () => {
    const [http, https] = [await freePort(), await freePort()];
    const addresses = ['-http-addr', `127.0.0.1:${http}`, '-https-addr', `127.0.0.1:${https}`];
    mock = spawn(PROGRAM!, addresses, { stdio: 'ignore' });
    const url = `http://127.0.0.1:${http}`;
    await eventually(() => fetch(url));
    const keys = { STRIPE_SECRET_KEY: 'sk_test_1', STRIPE_API_URL: url };
    const installation = { id: 'installation-1', legacyOrders: 0, createdAt: 0 };
    const charges = {
      of: () => Promise.resolve(undefined),
      remember: (_order: number, id: string) => Promise.resolve(id),
    };
    provider = new StripeProvider(Object.assign(new PaymentConfig(), keys), installation, charges as never);
  });
  afterAll(async () => {
    mock.kill();
    await once(mock, 'exit');
  });

  it('speaks the API: every request of a charge is accepted, and the answer is understood', async () => {
    const order = { key: 'pay-1', orderId: 1, number: 0 };
    const charge = { ...order, amount: Money.of(49, 'EUR'), paymentMethod: 'pm_card_visa' };
    // Its intents never leave the state of its fixture, which is that of a card that was not accepted.
    expect(await provider.charge(charge)).toEqual({ kind: 'declined', reason: 'The card was declined.' });
  });

  it('speaks the API: refunds and voids are accepted', async () => {
    const charge = { orderId: 1, reference: 'pi_1', amount: Money.of(1, 'USD') };
    const refund = { ...charge, isPartial: false, key: 'refund-1', purpose: '', attempt: 0, providerId: null };
    await expect(provider.refund(refund)).resolves.toMatchObject({ kind: 'succeeded' });
    await expect(provider.refund({ ...refund, providerId: 're_1' })).resolves.toMatchObject({ kind: 'succeeded' });
    await expect(provider.refundsOf('pi_1', 1)).resolves.toHaveLength(1);
    await expect(provider.dispute('dp_1')).resolves.toMatchObject({ amount: { currency: 'USD' } });
    await expect(provider.void('pay-2', 2, 0)).resolves.toBeUndefined();
  });
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

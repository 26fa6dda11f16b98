import { loadConfig } from '@carshare/service-kit';
import { describe, expect, it } from '@jest/globals';
import { PaymentConfig } from './app.config.js';

const keys = { STRIPE_SECRET_KEY: 'sk_test_1', STRIPE_WEBHOOK_SECRET: 'whsec_1' };
const load = (env: Record<string, string>): PaymentConfig => loadConfig(PaymentConfig, env);

describe('The configuration of payment', () => {
  it('moves no real money unless it is told to', () => {
    expect(load({}).PAYMENT_PROVIDER).toBe('simulator');
    expect(load({ PAYMENT_PROVIDER: 'stripe', ...keys })).toMatchObject(keys);
  });

  it('names both keys that Stripe needs, and never their values', () => {
    expect(() => load({ PAYMENT_PROVIDER: 'stripe' })).toThrow(/STRIPE_SECRET_KEY.*\n.*STRIPE_WEBHOOK_SECRET/);
    const publishable = { ...keys, PAYMENT_PROVIDER: 'stripe', STRIPE_SECRET_KEY: 'pk_live_mistaken' };
    expect(() => load(publishable)).toThrow(/^(?![^]*mistaken)[^]*STRIPE_SECRET_KEY/);
  });

  it.each([
    ['PAYMENT_PROVIDER', 'paypal'],
    ['STRIPE_API_URL', 'stripe.test'],
    ['DELIVERY_URL', 'ftp://x'],
  ])('refuses %s=%s by name', (name, value) => {
    expect(() => load({ [name]: value })).toThrow(name);
  });
});

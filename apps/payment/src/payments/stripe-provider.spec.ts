import { Money } from '@carshare/events';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { PaymentConfig } from '../app.config.js';
import { StripeProvider } from './stripe-provider.js';

/** Recorded: the signatures are OpenSSL's HMAC-SHA256 of the time, a dot and the body. */
const TIME = 1_764_000_000;
const BODY =
  '{"id":"evt_recorded","object":"event","type":"payment_intent.succeeded","data":{"object":{"id":"pi_recorded","object":"payment_intent","amount_received":4900,"currency":"eur","metadata":{"orderId":"7"}}}}';
const V1 = '58f7c111195c53bbb3664eb9f812cbf885def6359416bab40eb82c0e0bb97850';
const FORMER = 'dc9d84a574427611c9179bf59c37cbef463f662c85b82179fcfedb7641f45611';

const provider = new StripeProvider(
  Object.assign(new PaymentConfig(), { STRIPE_SECRET_KEY: 'sk_test_1', STRIPE_WEBHOOK_SECRET: 'whsec_recorded' }),
  { id: 'installation-1', legacyOrders: 0, createdAt: 0 },
  undefined as never,
);
const read = (signature: string, body = BODY) => provider.readNotice(Buffer.from(body), signature);

describe('An event that Stripe signed', () => {
  let now: jest.SpiedFunction<typeof Date.now>;
  beforeEach(() => {
    now = jest.spyOn(Date, 'now').mockReturnValue((TIME + 60) * 1000);
  });
  afterEach(() => now.mockRestore());

  it('is read', () => {
    expect(read(`t=${TIME},v1=${V1}`)).toEqual({
      id: 'evt_recorded',
      type: 'payment_intent.succeeded',
      about: { kind: 'charge', reference: 'pi_recorded', orderId: 7, number: 0, amount: Money.of(49, 'EUR') },
    });
  });

  it('is read while the secret is changed: one of the signatures is of the new one', () => {
    expect(read(`t=${TIME},v1=${FORMER},v1=${V1},v0=${FORMER}`).id).toBe('evt_recorded');
  });

  it.each([
    ['signed with another secret', `t=${TIME},v1=${FORMER}`, BODY],
    ['signed at another time', `t=${TIME + 1},v1=${V1}`, BODY],
    ['signed in another scheme', `t=${TIME},v0=${V1}`, BODY],
    ['not signed', '', BODY],
    ['changed by a cent', `t=${TIME},v1=${V1}`, BODY.replace('4900', '4901')],
    ['the same JSON in other bytes', `t=${TIME},v1=${V1}`, JSON.stringify(JSON.parse(BODY), undefined, 1)],
  ])('is refused when it is %s', (_title, signature, body) => {
    expect(() => read(signature, body)).toThrow('The webhook signature is invalid or expired.');
  });

  it('is refused after five minutes', () => {
    now.mockReturnValue((TIME + 301) * 1000);
    expect(() => read(`t=${TIME},v1=${V1}`)).toThrow('The webhook signature is invalid or expired.');
  });
});

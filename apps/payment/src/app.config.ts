import { MessagingConfig } from '@carshare/messaging';
import { IsIn, IsOptional, IsUrl, Matches, ValidateIf } from 'class-validator';

const HTTP_URL = { require_tld: false, require_protocol: true, protocols: ['http', 'https'] };
const byStripe = ({ PAYMENT_PROVIDER }: PaymentConfig): boolean => PAYMENT_PROVIDER === 'stripe';

export class PaymentConfig extends MessagingConfig {
  readonly service = 'payment';
  override PORT = 8084;

  @IsUrl(HTTP_URL, { message: 'DELIVERY_URL must be an http URL' })
  DELIVERY_URL = 'http://127.0.0.1:8082';

  /** Who moves the money. */
  @IsIn(['simulator', 'stripe'], { message: 'PAYMENT_PROVIDER must be simulator or stripe' })
  PAYMENT_PROVIDER: 'simulator' | 'stripe' = 'simulator';

  @ValidateIf(byStripe)
  @Matches(/^[sr]k_\w+$/, {
    message: 'STRIPE_SECRET_KEY must be a secret key of Stripe when PAYMENT_PROVIDER is stripe',
  })
  STRIPE_SECRET_KEY?: string;

  /** Signs the events that Stripe sends to `/payments/webhooks/stripe`. */
  @ValidateIf(byStripe)
  @Matches(/^whsec_\w+$/, {
    message: 'STRIPE_WEBHOOK_SECRET must be the signing secret of a Stripe endpoint when PAYMENT_PROVIDER is stripe',
  })
  STRIPE_WEBHOOK_SECRET?: string;

  /** Stands in for Stripe's own address, for tests against stripe-mock. */
  @IsOptional()
  @IsUrl(HTTP_URL, { message: 'STRIPE_API_URL must be an http URL' })
  STRIPE_API_URL?: string;
}

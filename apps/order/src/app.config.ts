import { MessagingConfig } from '@carshare/messaging';
import { IsUrl } from 'class-validator';

export class OrderConfig extends MessagingConfig {
  readonly service = 'order';
  override PORT = 8081;

  @IsUrl(
    { require_tld: false, require_protocol: true, protocols: ['http', 'https'] },
    { message: 'PAYMENT_URL must be an http URL' },
  )
  PAYMENT_URL = 'http://127.0.0.1:8084';
}

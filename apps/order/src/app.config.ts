import { ServiceConfig } from '@carshare/service-kit';
import { IsUrl } from 'class-validator';

export class OrderConfig extends ServiceConfig {
  readonly service = 'order';
  override PORT = 8081;

  @IsUrl(
    { require_tld: false, require_protocol: true, protocols: ['http', 'https'] },
    { message: 'PAYMENT_URL must be an http URL' },
  )
  PAYMENT_URL = 'http://127.0.0.1:8084';
}

import { ServiceConfig } from '@carshare/service-kit';
import { IsUrl } from 'class-validator';

export class PaymentConfig extends ServiceConfig {
  readonly service = 'payment';
  override PORT = 8084;

  @IsUrl(
    { require_tld: false, require_protocol: true, protocols: ['http', 'https'] },
    { message: 'DELIVERY_URL must be an http URL' },
  )
  DELIVERY_URL = 'http://127.0.0.1:8082';
}

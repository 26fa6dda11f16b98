import { ServiceConfig } from '@carshare/service-kit';

export class DeliveryConfig extends ServiceConfig {
  readonly service = 'delivery';
  override PORT = 8082;
}

import { MessagingConfig } from '@carshare/messaging';

export class DeliveryConfig extends MessagingConfig {
  readonly service = 'delivery';
  override PORT = 8082;
}

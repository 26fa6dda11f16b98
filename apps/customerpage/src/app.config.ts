import { MessagingConfig } from '@carshare/messaging';

export class CustomerpageConfig extends MessagingConfig {
  readonly service = 'customerpage';
  override PORT = 8083;
}

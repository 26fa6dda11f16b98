import { ServiceConfig } from '@carshare/service-kit';

export class CustomerpageConfig extends ServiceConfig {
  readonly service = 'customerpage';
  override PORT = 8083;
}

import { messaging } from '@carshare/messaging';
import { runService } from '@carshare/service-kit';
import { CustomerpageConfig } from './app.config.js';
import { AppModule, schema } from './app.module.js';
import { gatewayDocument } from './customerpages/gateway-document.js';
import { rebuild } from './customerpages/rebuild.command.js';

void runService({
  config: CustomerpageConfig,
  schema,
  module: AppModule,
  document: gatewayDocument,
  ...messaging,
  commands: { ...messaging.commands, rebuild: (config) => rebuild(config, schema) },
});

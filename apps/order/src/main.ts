import { messaging } from '@carshare/messaging';
import { runService } from '@carshare/service-kit';
import { OrderConfig } from './app.config.js';
import { AppModule, schema } from './app.module.js';
import { seed } from './fleet/seed.command.js';

void runService({
  config: OrderConfig,
  schema,
  module: AppModule,
  ...messaging,
  commands: { ...messaging.commands, seed: (config) => seed(config, schema) },
});

import { messaging } from '@carshare/messaging';
import { runService } from '@carshare/service-kit';
import { CustomerpageConfig } from './app.config.js';
import { AppModule, schema } from './app.module.js';
import { rebuild } from './customerpages/rebuild.command.js';

await runService({
  config: CustomerpageConfig,
  schema,
  module: AppModule,
  ...messaging,
  commands: { ...messaging.commands, rebuild: (config) => rebuild(config, schema) },
});

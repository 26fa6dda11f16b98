import { messaging } from '@carshare/messaging';
import { runService } from '@carshare/service-kit';
import { OrderConfig } from './app.config.js';
import { AppModule, schema } from './app.module.js';

await runService({ config: OrderConfig, schema, module: AppModule, ...messaging });

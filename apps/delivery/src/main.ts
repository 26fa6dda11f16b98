import { messaging } from '@carshare/messaging';
import { runService } from '@carshare/service-kit';
import { DeliveryConfig } from './app.config.js';
import { AppModule, schema } from './app.module.js';

void runService({ config: DeliveryConfig, schema, module: AppModule, ...messaging });

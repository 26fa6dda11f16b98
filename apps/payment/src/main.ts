import { messaging } from '@carshare/messaging';
import { runService } from '@carshare/service-kit';
import { PaymentConfig } from './app.config.js';
import { AppModule, schema } from './app.module.js';

void runService({ config: PaymentConfig, schema, module: AppModule, ...messaging });

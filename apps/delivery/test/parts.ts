import { DeliveryConfig } from '../src/app.config.js';
import { AppModule, schema } from '../src/app.module.js';

export const parts = { config: DeliveryConfig, module: AppModule, schema };

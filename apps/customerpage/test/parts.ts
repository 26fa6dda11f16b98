import { CustomerpageConfig } from '../src/app.config.js';
import { AppModule, schema } from '../src/app.module.js';

export const parts = { config: CustomerpageConfig, module: AppModule, schema };

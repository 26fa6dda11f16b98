import { Module, type DynamicModule } from '@nestjs/common';
import { ServiceConfig } from '../config/service.config.js';
import { DatabaseModule } from './database.module.js';
import type { Schema } from '@carshare/persistence';
import { HealthModule } from '../health/health.module.js';
import { IdentityModule } from '../identity/identity.module.js';
import { MetricsController } from '../health/metrics.controller.js';
import { Metrics } from '../telemetry/metrics.js';

/** What every service has: configuration, its database, identity, health and metrics. */
@Module({})
export class ServiceKitModule {
  static with(config: ServiceConfig, schema: Schema): DynamicModule {
    const own = config.constructor as new () => ServiceConfig;
    return {
      module: ServiceKitModule,
      global: true,
      imports: [HealthModule, IdentityModule, DatabaseModule.with(config, schema)],
      controllers: [MetricsController],
      providers: [
        { provide: Metrics, useFactory: () => new Metrics(config.service) },
        { provide: ServiceConfig, useValue: config },
        { provide: own, useExisting: ServiceConfig },
      ],
      exports: [Metrics, ServiceConfig, own],
    };
  }
}

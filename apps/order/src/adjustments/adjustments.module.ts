import { Module } from '@nestjs/common';
import { AdjustmentsClient } from './adjustments.client.js';
import { AdjustmentsQueries } from './adjustments.queries.js';
import { ExtensionClaims } from './extension-claims.js';

@Module({
  providers: [AdjustmentsClient, AdjustmentsQueries, ExtensionClaims],
  exports: [AdjustmentsClient, AdjustmentsQueries, ExtensionClaims],
})
export class AdjustmentsModule {}

import { Module } from '@nestjs/common';
import { UnmetDemandQueries } from './unmet-demand.queries.js';
import { UnmetDemand } from './unmet-demand.js';

@Module({ providers: [UnmetDemand, UnmetDemandQueries], exports: [UnmetDemand, UnmetDemandQueries] })
export class DemandModule {}

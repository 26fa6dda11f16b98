import { Module } from '@nestjs/common';
import { DeliveriesController } from './deliveries.controller.js';
import { DeliveriesQueries } from './deliveries.queries.js';
import { DeliveriesService } from './deliveries.service.js';
import { DeliveriesSweeper } from './deliveries.sweeper.js';
import { HandoversController } from './handovers.controller.js';
import { HandoversService } from './handovers.service.js';
import { NotesRetention } from './notes.retention.js';

@Module({
  controllers: [DeliveriesController, HandoversController],
  providers: [DeliveriesService, HandoversService, DeliveriesQueries, DeliveriesSweeper, NotesRetention],
})
export class DeliveriesModule {}

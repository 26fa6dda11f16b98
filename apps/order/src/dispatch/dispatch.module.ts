import { Module } from '@nestjs/common';
import { BookingsModule } from '../bookings/bookings.module.js';
import { MailsModule } from '../mails/mails.module.js';
import { OrdersModule } from '../orders/orders.module.js';
import { BlocksQueries } from './blocks.queries.js';
import { BlocksService } from './blocks.service.js';
import { DispatchController } from './dispatch.controller.js';
import { DisplacementsService } from './displacements.service.js';
import { LatenessSweeper } from './lateness.sweeper.js';
import { ReassignmentsService } from './reassignments.service.js';

/** What changes a plan: blocks, bookings that move to another vehicle, and lateness. */
@Module({
  imports: [BookingsModule, OrdersModule, MailsModule],
  controllers: [DispatchController],
  providers: [BlocksService, BlocksQueries, DisplacementsService, ReassignmentsService, LatenessSweeper],
})
export class DispatchModule {}

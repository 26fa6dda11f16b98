import { Module } from '@nestjs/common';
import { AdjustmentsModule } from '../adjustments/adjustments.module.js';
import { BookingsModule } from '../bookings/bookings.module.js';
import { MailsModule } from '../mails/mails.module.js';
import { ExtensionsController } from './extensions.controller.js';
import { ExtensionsQueries } from './extensions.queries.js';
import { ExtensionsSaga } from './extensions.saga.js';
import { ExtensionsService } from './extensions.service.js';
import { ExtensionsSweeper } from './extensions.sweeper.js';

@Module({
  imports: [AdjustmentsModule, BookingsModule, MailsModule],
  controllers: [ExtensionsController],
  providers: [ExtensionsService, ExtensionsSaga, ExtensionsQueries, ExtensionsSweeper],
  exports: [ExtensionsService],
})
export class ExtensionsModule {}

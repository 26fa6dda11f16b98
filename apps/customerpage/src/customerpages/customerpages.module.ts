import { Module } from '@nestjs/common';
import { CustomerpagesChanges } from './customerpages.changes.js';
import { CustomerpagesController } from './customerpages.controller.js';
import { CustomerpagesFeed } from './customerpages.feed.js';
import { CustomerpagesFreshness } from './customerpages.freshness.js';
import { CustomerpagesProjection } from './customerpages.projection.js';
import { CustomerpagesQueries } from './customerpages.queries.js';
import { CustomerpagesService } from './customerpages.service.js';
import { CustomerpagesStream } from './customerpages.stream.js';
import { WebPage } from './web-page.js';

@Module({
  // The stream first: its path would match the controller's `:id`.
  controllers: [CustomerpagesStream, CustomerpagesController, CustomerpagesProjection],
  providers: [
    CustomerpagesQueries,
    CustomerpagesChanges,
    CustomerpagesFeed,
    CustomerpagesFreshness,
    CustomerpagesService,
    WebPage,
  ],
})
export class CustomerpagesModule {}

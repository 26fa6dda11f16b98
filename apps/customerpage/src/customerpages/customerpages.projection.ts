import { contractOf } from '@carshare/events';
import { Consumes } from '@carshare/messaging';
import type { Tx } from '@carshare/persistence';
import { Controller } from '@nestjs/common';
import type { PageEvent } from './rental-facts.js';
import { CustomerpagesService } from './customerpages.service.js';

/** Feeds the read model: every event adds its fields to the page of its order. */
@Controller()
export class CustomerpagesProjection {
  constructor(private readonly pages: CustomerpagesService) {}

  @Consumes(...contractOf('customerpage').consumes)
  onEvent(event: PageEvent, tx: Tx): void {
    this.pages.note(tx, event);
  }
}

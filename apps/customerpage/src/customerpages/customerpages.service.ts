import { CommitBatch, type Tx } from '@carshare/persistence';
import { Injectable } from '@nestjs/common';
import { Customerpage } from './customerpage.entity.js';
import { CustomerpagesFeed } from './customerpages.feed.js';
import { recordChange } from './page-change.entity.js';
import type { PageEvent } from './rental-facts.js';

/** Writes the read model. */
@Injectable()
export class CustomerpagesService {
  private readonly noted: CommitBatch<PageEvent>;

  constructor(feed: CustomerpagesFeed) {
    this.noted = new CommitBatch(fold, () => feed.wake());
  }

  /** Adds what an event knows to the page of its order, with all events of the transaction at once. */
  note(tx: Tx, event: PageEvent): void {
    this.noted.add(tx, event);
  }
}

async function fold(tx: Tx, events: readonly PageEvent[]): Promise<void> {
  const orderIds = [...new Set(events.map(orderOf))];
  const known = await tx.findAll(Customerpage, 'orderId', orderIds);
  const pages = new Map(known.map((page) => [page.orderId, page]));
  const fresh: Customerpage[] = [];
  for (const event of events) {
    let page = pages.get(orderOf(event));
    if (!page) {
      page = Customerpage.of(orderOf(event));
      pages.set(page.orderId, page);
      fresh.push(page);
    }
    page.note(event);
  }
  await tx.insertAll(fresh);
  await tx.updateAll(known);
  await recordChange(tx, orderIds);
}

function orderOf({ definition, data }: PageEvent): number {
  return definition.key(data);
}

import { InvalidEvent, type WireMessage } from '@carshare/events';
import { messageOf, type EventLog } from '@carshare/event-log';
import { isServerCondition, type Tx, type UnitOfWork } from '@carshare/persistence';
import type { Customerpage } from './customerpage.entity.js';
import { RebuiltPage } from './rebuilt-page.entity.js';
import { pageEventOf, type PageEvent } from './rental-facts.js';

/** Pages held in memory before they are written. The events of an order stand close together, unless a service was down. */
export const HELD = 10_000;
/** Rows of one statement: below the number of parameters that any engine takes. */
export const ROWS = 500;

/** Fills the table of a rebuild from the log: folds many events in memory and writes the pages in batches. */
export class Filling {
  private readonly held = new Map<number, RebuiltPage>();
  private readonly written = new Set<number>();
  private readonly refused: string[] = [];

  constructor(private readonly unitOfWork: UnitOfWork) {}

  async fill(log: EventLog): Promise<{ events: number; pages: number; refused: string[] }> {
    let events = 0;
    for await (const record of log.read()) {
      const event = decode(record);
      if (!event) continue;
      events += 1;
      const orderId = event.definition.key(event.data);
      let page = this.held.get(orderId);
      if (!page) this.held.set(orderId, (page = RebuiltPage.of(orderId)));
      page.note(event);
      if (this.held.size >= HELD) await this.flush();
    }
    await this.flush();
    return { events, pages: this.written.size, refused: this.refused };
  }

  private async flush(): Promise<void> {
    const pages = [...this.held.values()];
    this.held.clear();
    const fresh = pages.filter((page) => !this.written.has(page.orderId));
    const known = pages.filter((page) => this.written.has(page.orderId));
    await this.store(fresh, (tx, batch) => tx.insertAll(batch));
    await this.store(known, mergePages);
  }

  private async store(
    pages: readonly RebuiltPage[],
    write: (tx: Tx, batch: readonly RebuiltPage[]) => Promise<void>,
    batchSize = ROWS,
  ): Promise<void> {
    for (let from = 0; from < pages.length; from += batchSize) {
      const batch = pages.slice(from, from + batchSize);
      try {
        await this.unitOfWork.transaction((tx) => write(tx, batch));
        for (const page of batch) this.written.add(page.orderId);
      } catch (error) {
        if (isServerCondition(error)) throw error;
        // The table does not take one of them: another publisher is free in what it writes. Find out which.
        if (batchSize > 1) await this.store(batch, write, 1);
        else this.refused.push(...batch.map((page) => `order ${page.orderId}: ${messageOf(error)}`));
      }
    }
  }
}

/** Adds to the pages of a table what these know beyond them; to the rebuilt table unless another is named. */
export async function mergePages(
  tx: Tx,
  pages: readonly Customerpage[],
  table: typeof Customerpage = RebuiltPage,
): Promise<void> {
  const orderIds = pages.map(({ orderId }) => orderId);
  const rebuilt = await tx.findAll(table, 'orderId', orderIds);
  const byOrder = new Map(rebuilt.map((page) => [page.orderId, page]));
  const fresh: Customerpage[] = [];
  const changed: Customerpage[] = [];
  for (const page of pages) {
    const known = byOrder.get(page.orderId);
    const merged = known ?? table.of(page.orderId);
    const outcome = merged.merge(page);
    if (!known) fresh.push(merged);
    else if (outcome === 'merged') changed.push(merged);
  }
  await tx.insertAll(fresh);
  await tx.updateAll(changed);
}

/** Broken events are the consumer's dead letters and do not change the read model. */
function decode(record: WireMessage): PageEvent | undefined {
  try {
    return pageEventOf(record);
  } catch (error) {
    if (error instanceof InvalidEvent) return undefined;
    throw error;
  }
}

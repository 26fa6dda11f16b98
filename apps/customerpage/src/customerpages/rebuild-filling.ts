import { InvalidEvent, type WireMessage } from '@carshare/events';
import type { EventLog } from '@carshare/event-log';
import { isServerCondition, type Tx, type UnitOfWork } from '@carshare/persistence';
import type { Customerpage } from './customerpage.entity.js';
import { RebuiltPage } from './rebuilt-page.entity.js';
import { pageEventOf, type PageEvent } from './rental-facts.js';

/** Pages held in memory before they are written; the events of one order stand close together. */
const HELD = 50_000;
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
    for (let from = 0; from < fresh.length; from += ROWS) await this.insert(fresh.slice(from, from + ROWS));
    for (const page of known) {
      await this.unlessRefused(page, () => this.unitOfWork.transaction((tx) => mergePages(tx, [page])));
    }
  }

  private async insert(pages: RebuiltPage[]): Promise<void> {
    try {
      await this.unitOfWork.transaction((tx) => tx.insertAll(pages));
      for (const page of pages) this.written.add(page.orderId);
    } catch (error) {
      if (isServerCondition(error)) throw error;
      // The table does not take one of them: another publisher is free in what it writes. Find out which.
      for (const page of pages) {
        await this.unlessRefused(page, async () => {
          await this.unitOfWork.transaction((tx) => tx.insertAll([page]));
          this.written.add(page.orderId);
        });
      }
    }
  }

  private async unlessRefused(page: Customerpage, write: () => Promise<void>): Promise<void> {
    try {
      await write();
    } catch (error) {
      if (isServerCondition(error)) throw error;
      this.refused.push(`order ${page.orderId}: ${error instanceof Error ? error.message : String(error)}`);
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

import { inList, Reader } from '@carshare/service-kit';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { In, type Repository } from 'typeorm';
import { Customerpage } from './customerpage.entity.js';

/** Rows become visible in another order than their times: this much is read again. */
const OVERLAP_MS = 2_000;
const BATCH = 1_000;
const TOUCHED = `SELECT order_id, version, touched_at FROM customerpages
  WHERE touched_at >= ? AND (touched_at > ? OR order_id > ?) ORDER BY touched_at, order_id LIMIT ${BATCH}`;

/** Numbers, which some drivers hand out as text. */
interface TouchedRow {
  order_id: number;
  version: number | string;
  touched_at: number | string;
}

/** What changed in the read model, whichever replica changed it. */
@Injectable()
export class CustomerpagesChanges {
  private readonly told = new Map<number, { version: number; touchedAt: number }>();
  private since = 0;

  constructor(
    private readonly reader: Reader,
    @InjectRepository(Customerpage) private readonly pages: Repository<Customerpage>,
  ) {}

  /** Forgets what changed until now. */
  startAt(time: number): void {
    this.since = time;
  }

  /** What changed and was not handed out yet, at most a batch; `more` says that there may be another. */
  async next(): Promise<{ pages: Customerpage[]; more: boolean }> {
    let [after, afterId] = [this.since - OVERLAP_MS, 0];
    for (;;) {
      const rows = await this.reader.query<TouchedRow>(TOUCHED, [after, after, afterId]);
      const changed = rows.filter((row) => (this.told.get(row.order_id)?.version ?? 0) < Number(row.version));
      const more = rows.length === BATCH;
      const last = rows.at(-1);
      if (changed.length > 0) return { pages: await this.handOut(changed), more };
      // In a burst the part that is read again fills batches of its own: go on behind it.
      if (!more || !last) return { pages: [], more: false };
      [after, afterId] = [Number(last.touched_at), last.order_id];
    }
  }

  /** Reads whole pages only for those that changed: most of what is looked at again has been told. */
  private async handOut(changed: TouchedRow[]): Promise<Customerpage[]> {
    const ids = inList(changed.map((row) => row.order_id)).values;
    const pages = await this.pages.find({ where: { orderId: In(ids) }, order: { touchedAt: 'ASC' } });
    for (const { orderId, version, touchedAt } of pages) {
      this.told.set(orderId, { version, touchedAt: touchedAt.getTime() });
    }
    for (const { touched_at: at } of changed) this.since = Math.max(this.since, Number(at));
    for (const [orderId, { touchedAt }] of this.told) {
      if (touchedAt < this.since - 2 * OVERLAP_MS) this.told.delete(orderId);
    }
    return pages;
  }
}

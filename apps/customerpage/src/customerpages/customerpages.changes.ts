import { inList, Reader } from '@carshare/persistence';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { In, type Repository } from 'typeorm';
import { Customerpage } from './customerpage.entity.js';
import { changesAfter, changesWith, newestChanges, type Change } from './page-change.entity.js';

const BATCH = 200;
/** Pages that are read together, unless one change has more. */
const PAGES = 1_000;
/** A missing number may belong to an open transaction this long, in milliseconds: longer than any statement timeout. */
const GAP_MS = 120_000;
/** Missing numbers that are watched. A gap above that means that the changes in it were pruned. */
const MAX_GAPS = 1_000;
/** Numbers before the newest one that may belong to transactions that were open when the reading began. */
const OPEN_AT_START = 100;
/** Pages whose handed-out version is remembered. */
const REMEMBERED = 10_000;

/** The changes since the last read cannot be known: the clients have to read everything again. */
export class PlaceLost extends Error {
  override readonly name = 'PlaceLost';
}

/** What changed, at most a batch; `more` says that there may be another. */
export interface News {
  pages: Customerpage[];
  /** The number of the newest change that was read. */
  position: number;
  more: boolean;
}

/**
 * What changed in the read model, whichever replica changed it and whatever its clock says. Follows the numbers of the changes.
 * A number that is missing belongs to a transaction that is still open or was rolled back: it is looked for again until it
 * appears or no transaction can be that old.
 */
@Injectable()
export class CustomerpagesChanges {
  private position: number | undefined;
  /** Missing numbers, and since when they are missed. */
  private readonly gaps = new Map<number, number>();
  private readonly handedOut = new Map<number, number>();

  constructor(
    private readonly reader: Reader,
    @InjectRepository(Customerpage) private readonly pages: Repository<Customerpage>,
  ) {}

  /** Whether {@link next} continues from a known place. */
  get isPlaced(): boolean {
    return this.position !== undefined;
  }

  /** Begins with the changes that become visible from now on. */
  async place(): Promise<void> {
    const ids = await newestChanges(this.reader, OPEN_AT_START);
    const newest = ids[0] ?? 0;
    this.forget();
    this.miss(Math.max(0, newest - OPEN_AT_START), newest + 1);
    for (const id of ids) this.gaps.delete(id);
    this.position = newest;
  }

  /** Gives its place up. */
  forget(): void {
    this.position = undefined;
    this.gaps.clear();
    this.handedOut.clear();
  }

  /**
   * Reads the changes that were not returned yet.
   * @throws {PlaceLost} when changes were pruned before they were read, or a rebuild replaced the table
   */
  async next(): Promise<News> {
    const from = this.position ?? 0;
    const late = await changesWith(this.reader, [...this.gaps.keys()]);
    const fresh = await changesAfter(this.reader, from, BATCH);
    const taken = firstOf([...late, ...fresh]);
    let at = from;
    for (const { id, orderIds } of taken) {
      if (orderIds.length === 0 || id - at > MAX_GAPS) throw new PlaceLost('the read model was replaced');
      at = Math.max(at, id);
    }
    const pages = await this.read([...new Set(taken.flatMap(({ orderIds }) => orderIds))]);
    for (const { id } of taken) this.take(id);
    this.dropOldGaps();
    return { pages, position: at, more: taken.length < late.length + fresh.length || fresh.length === BATCH };
  }

  private async read(orderIds: number[]): Promise<Customerpage[]> {
    if (orderIds.length === 0) return [];
    const pages = await this.pages.find({ where: { orderId: In(inList(orderIds).values) } });
    const changed = pages.filter(({ orderId, version }) => this.handedOut.get(orderId) !== version);
    for (const { orderId, version } of changed) {
      this.handedOut.delete(orderId);
      this.handedOut.set(orderId, version);
    }
    for (const orderId of this.handedOut.keys()) {
      if (this.handedOut.size <= REMEMBERED) break;
      this.handedOut.delete(orderId);
    }
    return changed;
  }

  private take(id: number): void {
    if (this.gaps.delete(id)) return;
    this.miss(this.position ?? 0, id);
    this.position = id;
  }

  /** Watches the numbers between the two. */
  private miss(after: number, before: number): void {
    for (let id = after + 1; id < before; id += 1) this.gaps.set(id, performance.now());
  }

  private dropOldGaps(): void {
    for (const [id, since] of this.gaps) {
      if (this.gaps.size <= MAX_GAPS && performance.now() - since < GAP_MS) return;
      this.gaps.delete(id);
    }
  }
}

/** The first changes that together have as many pages as are read at a time. */
function firstOf(changes: readonly Change[]): Change[] {
  const taken: Change[] = [];
  let pages = 0;
  for (const change of changes) {
    if (pages >= PAGES) break;
    taken.push(change);
    pages += change.orderIds.length;
  }
  return taken;
}

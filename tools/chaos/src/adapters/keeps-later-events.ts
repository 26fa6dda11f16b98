import { encodeEvent, EVENTS, HandedOver } from '@carshare/events';
import { Inbox, StuckEvent } from '@carshare/messaging';
import { Memory, MemoryUnitOfWork } from '../model/memory.js';

/** A replica that does not know an event of one of the shop's publishers must keep it for a replica that does. */
export async function keepsLaterEvents(): Promise<string | undefined> {
  const memory = new Memory();
  const unitOfWork = new MemoryUnitOfWork(
    memory,
    () => ({ affected: 0 }),
    async () => undefined,
  );
  const knows = (type: string): boolean => type !== HandedOver.type && EVENTS.has(type);
  const inbox = new Inbox(unitOfWork, () => undefined, 'order', knows);
  const event = { id: 1, orderId: 1, at: '2026-01-01T10:00:00Z' };
  await inbox.apply([encodeEvent(HandedOver, event, { id: 'event-1', source: 'delivery', time: new Date(0) })]);
  const kept = memory.all(StuckEvent).filter(({ kind }) => kind === 'waiting');
  return kept.length === 1 ? undefined : 'an event of a later version is skipped';
}

import type { WireMessage } from '@carshare/events';
import type { Tx } from '@carshare/persistence';
import { StuckEvent, type BlockedKind } from './stuck-event.entity.js';

const LATER_VERSION = 'this type is of a later version: the event waits for a replica of that version';
const BEHIND: Readonly<Record<BlockedKind, string>> = {
  parked: 'an earlier event of this key is parked',
  waiting: 'an earlier event of this key waits for a later version',
};

/** An event that waits for a version which knows its type. */
export function laterEvent(message: WireMessage, orderKey: string): StuckEvent {
  return StuckEvent.of('waiting', message, LATER_VERSION, orderKey);
}

/** An event that waits because an earlier one of its order does. */
export function blockedEvent(kind: BlockedKind, message: WireMessage, orderKey: string): StuckEvent {
  return StuckEvent.of(kind, message, BEHIND[kind], orderKey);
}

/** Stores a stuck event once: it is delivered again when its offset was lost. */
export async function setAside(tx: Tx, event: StuckEvent): Promise<void> {
  const kinds = event.kind === 'dead' ? "('dead')" : "('parked', 'waiting')";
  const alike = await tx.query(`SELECT id FROM stuck_events WHERE digest = ? AND kind IN ${kinds}`, [event.digest]);
  if (alike.length === 0) await tx.insert(event);
}

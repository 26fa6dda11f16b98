import { createHash } from 'node:crypto';
import type { WireMessage } from '@carshare/events';
import { instant } from '@carshare/persistence';
import { Column, Entity, PrimaryGeneratedColumn, type ColumnOptions } from 'typeorm';
import { decodeHeaders, encodeHeaders, recordOf, toMessage } from '@carshare/event-log';
import { storableText } from './storable-text.js';

/** Why an event was set aside and later events of its order with it. */
export type BlockedKind =
  /** It waits for an operator: its handler keeps failing, or an earlier event of its key is parked. */
  | 'parked'
  /** It waits for a later version, which knows its type, or an earlier event of its key does. It is applied without an operator. */
  | 'waiting';

/** Why an event was set aside. */
export type StuckKind =
  | BlockedKind
  /** No retry can handle it: the record breaks the contract. */
  | 'dead';

const KEY_LENGTH = 100;
const TYPE_LENGTH = 64;
const REASON_LENGTH = 2000;

/** Bytes. TypeORM knows no type for them that all engines have: the migration makes the columns, and drivers go by those. */
const bytes: ColumnOptions = {
  type: 'text',
  nullable: true,
  transformer: {
    to: (value: Buffer | null) => value,
    from: bufferOf,
  },
};

/** An event that was taken off the topic without its effect, kept byte for byte with the reason. */
@Entity('stuck_events')
export class StuckEvent {
  @PrimaryGeneratedColumn('increment') id: number;
  @Column({ type: 'varchar' }) kind: StuckKind;
  /** The order id of a blocked event, otherwise the record's key as far as it is text. */
  @Column({ name: 'message_key' }) messageKey: string;
  /** The value in rows of versions that stored no bytes; else empty. */
  @Column({ type: 'text' }) value: string;
  @Column({ type: 'text' }) headers: string;
  @Column({ type: 'text' }) reason: string;
  @Column({ name: 'stuck_at', ...instant }) stuckAt: Date;
  @Column({ name: 'record_key', ...bytes }) recordKey: Buffer | null;
  @Column({ name: 'record_value', ...bytes }) recordValue: Buffer | null;
  /** Equal for two deliveries of one record. */
  @Column({ type: 'varchar', nullable: true }) digest: string | null;
  @Column({ name: 'event_type', type: 'varchar', nullable: true }) type: string | null;

  /** @param orderKey the order id, where the event contains one */
  static of(kind: StuckKind, message: WireMessage, reason: string, orderKey?: string): StuckEvent {
    const { key, value } = recordOf(message);
    return Object.assign(new StuckEvent(), {
      kind,
      messageKey: storableText(orderKey ?? message.key, KEY_LENGTH),
      value: '',
      headers: encodeHeaders(message),
      reason: storableReason(reason),
      stuckAt: new Date(),
      recordKey: key,
      recordValue: value,
      digest: digestOf(kind, message),
      type: typeOf(message),
    });
  }

  /** The record as it stood on the topic. */
  get message(): WireMessage {
    return storedMessage(this);
  }
}

/** Makes a reason fit its column. */
export function storableReason(reason: string): string {
  return storableText(reason, REASON_LENGTH);
}

interface StoredRecord {
  messageKey: string;
  value: string;
  headers: string;
  recordKey: Uint8Array | null;
  recordValue: Uint8Array | null;
}

/** Reads the record out of a row of `stuck_events`, also of one without bytes that an earlier version has written. */
export function storedMessage({ messageKey, value, headers, recordKey, recordValue }: StoredRecord): WireMessage {
  const isText = recordValue === null && value !== '';
  return toMessage({
    key: isText ? Buffer.from(messageKey) : bufferOf(recordKey),
    value: isText ? Buffer.from(value) : bufferOf(recordValue),
    headers: decodeHeaders(headers),
  });
}

function bufferOf(bytes: Uint8Array | null): Buffer | null {
  return bytes && Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** A digest that is equal for two deliveries of one record. Blocked events are distinguished within their order. */
export function digestOf(kind: StuckKind, message: WireMessage): string {
  const { key, value } = recordOf(message);
  const hash = createHash('sha256');
  for (const part of [kind === 'dead' ? key : null, value, Buffer.from(encodeHeaders(message))]) {
    hash.update(`${part?.length ?? 0}:`).update(part ?? '');
  }
  return hash.digest('hex');
}

/** What a record calls its event, which may be anything. */
export function typeOf({ headers, value }: WireMessage): string | null {
  const type = headers['ce_type'] ?? /"eventType"\s*:\s*"(\w{1,64})"/.exec(value)?.[1];
  return type === undefined ? null : storableText(type, TYPE_LENGTH);
}

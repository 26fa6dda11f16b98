import { isUtf8 } from 'node:buffer';
import { EVENTS, type ContractEvent } from './contract.js';
import { InvalidEvent, parseFields, type EventDefinition } from './define-event.js';
import { identityOf } from './identity.js';

/** A message as it stands on the topic. */
export interface WireMessage {
  /** The order id in decimal. */
  key: string;
  /** Flat JSON. */
  value: string;
  headers: Readonly<Record<string, string>>;
  /** The record as it was delivered, where the text above cannot represent it. */
  bytes?: RecordBytes;
}

/** A record byte for byte: absent parts are null, and a header may be repeated. */
export interface RecordBytes {
  key: Buffer | null;
  value: Buffer | null;
  headers: readonly (readonly [name: string, value: Buffer | null])[];
}

/** Identity and origin of an event about to be published. */
export interface Origin {
  id: string;
  /** The publishing service. */
  source: string;
  time: Date;
  traceparent?: string | undefined;
}

/**
 * Writes an event as the contract wants it: flat JSON, CloudEvents 1.0 attributes in binary mode
 * (https://github.com/cloudevents/spec, Kafka protocol binding).
 */
export function encodeEvent<T extends object>(definition: EventDefinition<T>, data: T, origin: Origin): WireMessage {
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    ce_specversion: '1.0',
    ce_id: origin.id,
    ce_type: definition.type,
    ce_source: `/carshare/${origin.source}`,
    ce_time: origin.time.toISOString(),
    ce_dataschema: `urn:carshare:event:${definition.type}:${definition.version}`,
  };
  if (origin.traceparent) headers['traceparent'] = origin.traceparent;
  return {
    key: String(definition.key(data)),
    value: JSON.stringify({ eventType: definition.type, timestamp: formatTimestamp(origin.time), ...data }),
    headers,
  };
}

/**
 * Reads a message of the topic, ours or another publisher's.
 * @param wanted whether the caller handles events of a type; the others are not looked at any closer
 * @returns `undefined` for an event that is not wanted, or of a type this version does not know: a newer publisher's, not a fault.
 * @throws {InvalidEvent} for a message that no retry can mend.
 */
export function decodeEvent(
  message: WireMessage,
  wanted: (type: string) => boolean = () => true,
): ContractEvent | undefined {
  const named = message.headers['ce_type'];
  if (named !== undefined && !wanted(named)) return undefined;
  const value = parseObject(message);
  const { eventType, timestamp, ...data } = value;
  const type = named ?? eventType;
  if (typeof type !== 'string' || type === '') throw new InvalidEvent('the event has no eventType');
  const definition = EVENTS.get(type);
  if (!definition || !wanted(type)) return undefined;
  const identity = identityOf(message);
  const event = {
    type: definition.type,
    definition,
    id: identity.plainId,
    identity,
    time: parseTime(message.headers['ce_time'], timestamp),
    traceparent: message.headers['traceparent'],
    data: parseFields<object>(definition, data),
  };
  // The definition of a type and the fields that it parses belong together, which the compiler cannot follow through the map.
  return event as ContractEvent;
}

/** The contract's `yyyyMMddHHmmss`, in UTC. */
export function formatTimestamp(time: Date): string {
  return time.toISOString().slice(0, 19).replace(/\D/g, '');
}

/** RFC 3339, the form of CloudEvents; the zone may be missing. */
const CE_TIME = /^(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d:\d\d(?:\.\d+)?)([Zz]|[+-]\d\d:?\d\d)?$/;
const TIMESTAMP = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/;

/** Takes `ce_time`, or the value's `timestamp` where that cannot be read. No time depends on the zone of the machine. */
function parseTime(ceTime: string | undefined, timestamp: unknown): Date {
  const time = parseCeTime(ceTime) ?? parseTimestamp(timestamp);
  if (!time) throw new InvalidEvent('timestamp is not yyyyMMddHHmmss');
  return time;
}

function parseCeTime(text = ''): Date | undefined {
  const [, day, time, zone = 'Z'] = CE_TIME.exec(text.trim()) ?? [];
  return valid(new Date(`${day}T${time}${zone.toUpperCase()}`));
}

function parseTimestamp(value: unknown): Date | undefined {
  const [, year, month, day, hour, minute, second] = TIMESTAMP.exec(String(value)) ?? [];
  return valid(new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`));
}

function valid(time: Date): Date | undefined {
  return Number.isNaN(time.getTime()) ? undefined : time;
}

function parseObject({ value: text, bytes }: WireMessage): Record<string, unknown> {
  if (bytes?.value && !isUtf8(bytes.value)) throw new InvalidEvent('the value is not UTF-8');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new InvalidEvent('the value is not JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new InvalidEvent('the value is not a JSON object');
  }
  return value as Record<string, unknown>;
}

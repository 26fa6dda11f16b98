import { isUtf8 } from 'node:buffer';
import type { RecordBytes, WireMessage } from '@carshare/events';

/** A part of a record as JSON: text where it is UTF-8. */
type JsonPart = string | { base64: string } | null;

/** The parsed JSON of the headers: an object of texts, or a list of pairs; see {@link encodeHeaders}. */
type StoredHeaders = Record<string, string> | [string, JsonPart][];

/** Converts the parts of a record to a message; the bytes are kept where UTF-8 text cannot represent them. */
export function toMessage({ key, value, headers }: RecordBytes): WireMessage {
  const message: WireMessage = {
    key: key?.toString() ?? '',
    value: value?.toString() ?? '',
    // fromEntries, because an assignment to a header called __proto__ would set the prototype. The last of repeated headers wins.
    headers: Object.fromEntries(
      headers.flatMap(([name, header]) => (header === null ? [] : [[name, header.toString()]])),
    ),
  };
  const isText = key !== null && value !== null && isUtf8(key) && isUtf8(value) && areText(headers);
  return isText ? message : { ...message, bytes: { key, value, headers } };
}

/** The record of a message, byte for byte. */
export function recordOf({ bytes, key, value, headers }: WireMessage): RecordBytes {
  return (
    bytes ?? {
      key: Buffer.from(key),
      value: Buffer.from(value),
      headers: Object.entries(headers).map(([name, header]) => [name, Buffer.from(header)]),
    }
  );
}

/** Encodes headers as JSON: an object of texts, or a list of pairs when a name repeats or a value is null or not UTF-8. */
export function encodeHeaders({ bytes, headers }: WireMessage): string {
  if (!bytes || areText(bytes.headers)) return JSON.stringify(headers);
  return JSON.stringify(bytes.headers.map(([name, header]) => [name, toJson(header)]));
}

/** Decodes the result of {@link encodeHeaders}. */
export function decodeHeaders(json: string): RecordBytes['headers'] {
  return bytesOfHeaders(parseHeaders(json));
}

/**
 * Converts a stored record to a message.
 * @param json the result of {@link encodeHeaders}
 */
export function storedMessage(key: Buffer, value: Buffer, json: string): WireMessage {
  const headers = parseHeaders(json);
  // Texts stay as they were stored: each would become bytes and text again, which is most of the cost of reading a record.
  if (!Array.isArray(headers) && isUtf8(key) && isUtf8(value)) {
    return { key: key.toString(), value: value.toString(), headers };
  }
  return toMessage({ key, value, headers: bytesOfHeaders(headers) });
}

function parseHeaders(json: string): StoredHeaders {
  return JSON.parse(json) as StoredHeaders;
}

function bytesOfHeaders(headers: StoredHeaders): RecordBytes['headers'] {
  const pairs: [string, JsonPart][] = Array.isArray(headers) ? headers : Object.entries(headers);
  return pairs.map(([name, header]) => [name, fromJson(header)]);
}

function areText(headers: RecordBytes['headers']): boolean {
  const names = new Set(headers.map(([name]) => name));
  return names.size === headers.length && headers.every(([, header]) => header !== null && isUtf8(header));
}

function toJson(part: Buffer | null): JsonPart {
  if (part === null) return null;
  return isUtf8(part) ? part.toString() : { base64: part.toString('base64') };
}

function fromJson(part: JsonPart): Buffer | null {
  if (part === null) return null;
  return typeof part === 'string' ? Buffer.from(part) : Buffer.from(part.base64, 'base64');
}

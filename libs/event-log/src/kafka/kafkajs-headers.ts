import type { RecordBytes } from '@carshare/events';
import type { IHeaders } from 'kafkajs';
import Decoder from 'kafkajs/src/protocol/decoder.js';

const PAIRS = Symbol('headers in their order');

type Headers = IHeaders & { [PAIRS]?: RecordBytes['headers'] };

/**
 * kafkajs 2.2.4 copies all headers so far for every further header, which takes hours for the 100,000 that fit into 1 MB, and takes
 * a header called `constructor` for a repeated one. It calls this for headers alone, and reduces the result to an object: here the
 * object is the headers as they were sent.
 */
Decoder.prototype.readVarIntArray = function (this: Decoder): { reduce(): Headers } {
  const pairs: [string, Buffer | null][] = [];
  for (let left = this.readVarInt(); left > 0; left -= 1) {
    pairs.push([this.readVarIntBytes()?.toString() ?? '', this.readVarIntBytes()]);
  }
  return { reduce: () => ({ [PAIRS]: pairs }) };
};

/** The headers of a message that kafkajs read, in their order, repeated ones included. */
export function headersOf(headers: Headers = {}): RecordBytes['headers'] {
  return headers[PAIRS] ?? Object.entries(headers).map(([name, header]) => [name, Buffer.from(String(header))]);
}

import type { KafkaMessage } from 'kafkajs';
import Decoder from 'kafkajs/src/protocol/decoder.js';
import recordBatchDecoder from 'kafkajs/src/protocol/recordBatch/v0/decoder.js';
import decodeMessages from 'kafkajs/src/protocol/requests/fetch/v4/decodeMessages.js';
import { CODECS } from './compression.js';
import { messageOf } from '../shared/log-line.js';

/** A batch of records that cannot be decoded. */
export interface Undecodable {
  /** Offsets of its first and its last record. */
  first: string;
  last: string;
  codec: string;
  reason: string;
}

/** A fetched message; the placeholder of an undecodable batch has neither key nor value. */
export type FetchedMessage = KafkaMessage & { undecodable?: Undecodable };

const MAGIC_AT = 16;
const MAGIC_V2 = 2;
/** The shortest batch; a fetch may end within one. */
const HEADER_BYTES = 61;
const TRANSACTIONAL = 0x10;
const CONTROL = 0x20;

/** Decodes the response to a Fetch request of version 11 (https://kafka.apache.org/protocol#The_Messages_Fetch). */
export async function decodeFetch(data: Buffer): Promise<object> {
  const decoder = new Decoder(data);
  const clientSideThrottleTime = decoder.readInt32();
  const errorCode = decoder.readInt16();
  const sessionId = decoder.readInt32();
  const responses = await decoder.readArrayAsync(async (topic) => ({
    topicName: topic.readString(),
    partitions: await topic.readArrayAsync(decodePartition),
  }));
  // kafkajs itself waits for the broker's throttle time; see its decoder.
  return { throttleTime: 0, clientSideThrottleTime, errorCode, sessionId, responses };
}

async function decodePartition(decoder: Decoder): Promise<object> {
  return {
    partition: decoder.readInt32(),
    errorCode: decoder.readInt16(),
    highWatermark: decoder.readInt64().toString(),
    lastStableOffset: decoder.readInt64().toString(),
    lastStartOffset: decoder.readInt64().toString(),
    abortedTransactions: decoder.readArray((aborted) => ({
      producerId: aborted.readInt64().toString(),
      firstOffset: aborted.readInt64().toString(),
    })),
    preferredReadReplica: decoder.readInt32(),
    messages: await decodeRecords(decoder),
  };
}

async function decodeRecords(decoder: Decoder): Promise<FetchedMessage[]> {
  const size = decoder.buffer.readInt32BE(decoder.offset);
  const start = decoder.offset + 4;
  const bytes = decoder.buffer.subarray(start, start + Math.max(0, size));
  if (size > MAGIC_AT && bytes.readInt8(MAGIC_AT) !== MAGIC_V2) return decodeMessages(decoder);
  decoder.forward(4 + Math.max(0, size));
  const messages: FetchedMessage[] = [];
  for (let at = 0; at + HEADER_BYTES <= bytes.length;) {
    const end = at + 12 + bytes.readInt32BE(at + 8);
    if (end > bytes.length) break; // the response ends within a batch; the next fetch returns all of it
    for (const message of await decodeBatch(bytes.subarray(at, end))) messages.push(message);
    at = end;
  }
  return messages;
}

/** The records of one batch, or one placeholder with the reason when the batch cannot be decoded. */
export async function decodeBatch(batch: Buffer): Promise<FetchedMessage[]> {
  try {
    return (await recordBatchDecoder(new Decoder(batch))).records;
  } catch (error) {
    return [placeholder(batch, messageOf(error))];
  }
}

/** Reads the batch's header, which is never compressed (https://kafka.apache.org/documentation/#recordbatch). */
function placeholder(batch: Buffer, reason: string): FetchedMessage {
  const first = batch.readBigInt64BE(0);
  const attributes = batch.readInt16BE(21);
  const last = String(first + BigInt(batch.readInt32BE(23)));
  const context = {
    producerId: String(batch.readBigInt64BE(43)),
    inTransaction: (attributes & TRANSACTIONAL) !== 0,
    isControlBatch: (attributes & CONTROL) !== 0,
  };
  return {
    offset: last,
    key: null,
    value: null,
    headers: {},
    timestamp: String(batch.readBigInt64BE(27)),
    attributes: 0,
    undecodable: {
      first: String(first),
      last,
      codec: CODECS[attributes & 7]?.name ?? `number ${attributes & 7}`,
      reason,
    },
    ...{ batchContext: context, isControlRecord: context.isControlBatch },
  };
}

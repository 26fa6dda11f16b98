import { gzipSync, zstdCompressSync } from 'node:zlib';
import type { RecordBytes } from '@carshare/events';
import { kafkajsClient, openEventLog, stderrLogLine, toMessage } from '@carshare/event-log';
import kafkajs, { CompressionTypes, logLevel, Partitioners, type IHeaders, type Message } from 'kafkajs';
import type { Environment } from './launcher.js';

/** Publishes to the topic as a program outside the project does. */
export interface TopicPublisher {
  publish(records: readonly RecordBytes[]): Promise<void>;
  close(): Promise<void>;
}

/**
 * Publishes to the topic of a shop: into the embedded log, or to Kafka with each codec in turn, in committed and in
 * aborted transactions.
 */
export async function openPublisher({
  KAFKA_BROKERS: brokers,
  DATA_DIR: folder = '',
}: Environment): Promise<TopicPublisher> {
  if (brokers) return openKafka(brokers.split(','));
  const log = openEventLog({ dataDir: folder, clientId: 'fuzz', log: stderrLogLine });
  return { publish: (records) => log.publish(records.map(toMessage)), close: () => log.close() };
}

async function openKafka(brokers: string[]): Promise<TopicPublisher> {
  const kafka = kafkajsClient({ clientId: 'fuzz', brokers, logLevel: logLevel.NOTHING });
  const codecs = await availableCodecs();
  const createPartitioner = Partitioners.DefaultPartitioner;
  const plain = kafka.producer({ createPartitioner });
  const transactional = kafka.producer({
    createPartitioner,
    transactionalId: `fuzz-${process.pid}`,
    maxInFlightRequests: 1,
    idempotent: true,
  });
  await Promise.all([plain.connect(), transactional.connect()]);
  let count = 0;
  return {
    publish: async (records) => {
      // One record per request: a batch of large records would exceed the broker's limit.
      for (const record of records) {
        count += 1;
        const compression = codecs[count % codecs.length] ?? CompressionTypes.None;
        const batch = { topic: 'carshare', acks: -1, compression, messages: [toKafka(record)] };
        if (count % 5 > 0) {
          await plain.send(batch);
          continue;
        }
        const aborted = await transactional.transaction();
        await aborted.send({ ...batch, messages: [{ key: '1', value: 'aborted' }] });
        await aborted.abort();
        const committed = await transactional.transaction();
        await committed.send(batch);
        await committed.commit();
      }
    },
    close: async () => {
      await Promise.all([plain.disconnect(), transactional.disconnect()]);
    },
  };
}

/** Optional codecs count only where the services can read them: each needs a package that may be missing. */
async function availableCodecs(): Promise<CompressionTypes[]> {
  const codecs = [CompressionTypes.None, CompressionTypes.GZIP];
  const name = 'snappyjs';
  const snappy = (await import(name).catch(() => undefined)) as { compress(bytes: Buffer): Uint8Array } | undefined;
  if (!snappy) {
    process.stderr.write('topic fuzz: snappy, lz4 and zstd are left out, because the services cannot read them\n');
    return codecs;
  }
  const encodeOnly = (compress: (bytes: Buffer) => Uint8Array) => () => ({
    compress: async ({ buffer }: { buffer: Buffer }) => Buffer.from(compress(buffer)),
    decompress: () => Promise.reject(new Error('the fuzz reads nothing')),
  });
  // The event log registers decoders only.
  kafkajs.CompressionCodecs[CompressionTypes.GZIP] = encodeOnly((bytes) => gzipSync(bytes));
  kafkajs.CompressionCodecs[CompressionTypes.Snappy] = encodeOnly((bytes) => snappy.compress(bytes));
  kafkajs.CompressionCodecs[CompressionTypes.LZ4] = encodeOnly(lz4Frame);
  kafkajs.CompressionCodecs[CompressionTypes.ZSTD] = encodeOnly((bytes) => zstdCompressSync(bytes));
  return [...codecs, CompressionTypes.Snappy, CompressionTypes.LZ4, CompressionTypes.ZSTD];
}

/** An LZ4 frame of uncompressed blocks (https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md). */
function lz4Frame(bytes: Buffer): Buffer {
  const limit = 65_536;
  // Magic; version 1 with independent blocks and no checksums; blocks of at most 64 KiB; the checksum of these two bytes.
  const parts: Buffer[] = [Buffer.from([0x04, 0x22, 0x4d, 0x18, 0x60, 0x40, 0x82])];
  for (let at = 0; at < bytes.length; at += limit) {
    const block = bytes.subarray(at, at + limit);
    const size = Buffer.alloc(4);
    size.writeUInt32LE((block.length | 0x80000000) >>> 0);
    parts.push(size, Buffer.from(block));
  }
  return Buffer.concat([...parts, Buffer.alloc(4)]);
}

function toKafka({ key, value, headers }: RecordBytes): Message {
  const byName = Map.groupBy(headers, ([name]) => name);
  return {
    key,
    value,
    headers: Object.fromEntries(
      [...byName].map(([name, pairs]) => [name, pairs.map(([, header]) => header)]),
    ) as IHeaders,
  };
}

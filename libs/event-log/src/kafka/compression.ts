import { promisify } from 'node:util';
import { unzip, zstdDecompress } from 'node:zlib';
import { lz4Decompress } from './lz4.js';
import { snappyDecompress } from './snappy.js';

/** Largest size of a decompressed batch, in bytes. A broker accepts 1 MiB compressed by default; JSON compresses to about a tenth. */
export const MAX_DECOMPRESSED_BYTES = 16 * 1024 * 1024;

type Decompress = (compressed: Buffer) => Buffer | Promise<Buffer>;

const limit = { maxOutputLength: MAX_DECOMPRESSED_BYTES };

/** Kafka's codecs by their number in a batch's attributes (https://kafka.apache.org/documentation/#recordbatch). */
export const CODECS: Readonly<Record<number, { name: string; decompress: Decompress }>> = {
  1: { name: 'gzip', decompress: (bytes) => promisify(unzip)(bytes, limit) },
  2: { name: 'snappy', decompress: (bytes) => snappyDecompress(bytes, MAX_DECOMPRESSED_BYTES) },
  3: { name: 'lz4', decompress: (bytes) => lz4Decompress(bytes, MAX_DECOMPRESSED_BYTES) },
  4: { name: 'zstd', decompress: (bytes) => promisify(zstdDecompress)(bytes, limit) },
};

import { promisify } from 'node:util';
import { unzip, zstdDecompress } from 'node:zlib';
import { uncompress } from 'snappyjs';
import { lz4Decompress } from './lz4.js';

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

/** The header of snappy-java's stream of blocks, which every Java producer writes; librdkafka writes one bare block. */
const XERIAL = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0]);
/** The magic, a version and the least version that can read it, of four bytes each. */
const XERIAL_HEADER = 16;

/**
 * Decompresses Snappy, with or without the framing of snappy-java.
 * @param limit largest size of the result, in bytes
 * @throws {Error} when the data are not Snappy or exceed the limit
 */
export function snappyDecompress(bytes: Buffer, limit: number): Buffer {
  if (!bytes.subarray(0, XERIAL.length).equals(XERIAL)) return snappyBlock(bytes, limit);
  const blocks: Buffer[] = [];
  let size = 0;
  for (let at = XERIAL_HEADER; at < bytes.length;) {
    const length = bytes.readInt32BE(at);
    const end = at + 4 + length;
    if (length < 0 || end > bytes.length) throw new Error('the snappy stream ends within a block');
    const block = snappyBlock(bytes.subarray(at + 4, end), limit - size);
    blocks.push(block);
    size += block.length;
    at = end;
  }
  return Buffer.concat(blocks, size);
}

function snappyBlock(block: Buffer, limit: number): Buffer {
  const plain = uncompress(block, Math.max(limit, 0));
  return Buffer.from(plain.buffer, plain.byteOffset, plain.byteLength);
}

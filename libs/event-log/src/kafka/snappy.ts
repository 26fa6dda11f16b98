import { BoundedOutput } from './bounded-output.js';

/** The header of snappy-java's stream of blocks, which every Java producer writes; librdkafka writes one bare block. */
const XERIAL = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0]);
/** The magic, a version and the least version that can read it, of four bytes each. */
const XERIAL_HEADER = 16;

/**
 * Decompresses Snappy, with or without the framing of snappy-java. Own code, because the JavaScript package for Snappy never ends on a
 * literal whose length has its highest bit set, and one such batch would stop the process.
 * @see https://github.com/google/snappy/blob/main/format_description.txt
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

/** Every tag moves on by at least one byte, so that any bytes end. */
function snappyBlock(block: Buffer, limit: number): Buffer {
  const [length, start] = uncompressedLength(block);
  if (length > limit) throw new RangeError(`the batch becomes larger than ${limit} bytes`);
  const output = new BoundedOutput(length);
  for (let at = start; at < block.length;) {
    const tag = block.readUInt8(at++);
    switch (tag & 3) {
      case 0: {
        const [literals, from] = literalLength(block, tag, at);
        if (from + literals > block.length) throw new Error('the Snappy block ends within its literals');
        output.append(block.subarray(from, from + literals));
        at = from + literals;
        break;
      }
      case 1:
        output.repeat(((tag >>> 5) << 8) | block.readUInt8(at++), ((tag >>> 2) & 7) + 4);
        break;
      default: {
        const width = (tag & 3) === 2 ? 2 : 4;
        output.repeat(block.readUIntLE(at, width), (tag >>> 2) + 1);
        at += width;
      }
    }
  }
  const plain = output.bytes();
  if (plain.length !== length) throw new Error('the Snappy block is shorter than its length says');
  return plain;
}

/** A little-endian number of at most 32 bits, seven in each byte. */
function uncompressedLength(block: Buffer): [length: number, at: number] {
  let length = 0;
  for (let at = 0; at < 5; at += 1) {
    const byte = block.readUInt8(at);
    length += (byte & 0x7f) * 2 ** (7 * at);
    if (byte < 0x80) return [length, at + 1];
  }
  throw new Error('this is no Snappy block');
}

/** Lengths up to 60 stand in the tag, longer ones in the one to four bytes after it. */
function literalLength(block: Buffer, tag: number, at: number): [length: number, at: number] {
  const begun = tag >>> 2;
  if (begun < 60) return [begun + 1, at];
  const width = begun - 59;
  return [block.readUIntLE(at, width) + 1, at + width];
}

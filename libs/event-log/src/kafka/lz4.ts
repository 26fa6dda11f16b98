import { BoundedOutput } from './bounded-output.js';

const MAGIC = 0x184d2204;
const VERSION_MASK = 0xc0;
const VERSION = 0x40;
const BLOCK_CHECKSUM = 0x10;
const CONTENT_SIZE = 0x08;
const DICTIONARY = 0x01;
const STORED = 0x80000000;
const LEAST_MATCH = 4;

/**
 * Decompresses LZ4 frames, one or several in a row. Checksums are not verified: the broker has verified the batch's own.
 * Own code, because the JavaScript packages for LZ4 cannot limit the size of the result and are not maintained.
 * @see https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md
 * @param limit largest size of the result, in bytes
 * @throws {Error} when the data are not LZ4 or exceed the limit
 */
export function lz4Decompress(bytes: Buffer, limit: number): Buffer {
  const output = new BoundedOutput(limit);
  for (let at = 0; at < bytes.length;) at = frame(bytes, at, output);
  return output.bytes();
}

function frame(bytes: Buffer, start: number, output: BoundedOutput): number {
  if (bytes.readUInt32LE(start) !== MAGIC) throw new Error('this is no LZ4 frame');
  const flags = bytes.readUInt8(start + 4);
  if ((flags & VERSION_MASK) !== VERSION) throw new Error('the LZ4 frame has an unknown version');
  if (flags & DICTIONARY) throw new Error('the LZ4 frame needs a dictionary');
  // Behind the magic: flags, block descriptor, the content's size where it is known, and the header's checksum.
  let at = start + 6 + (flags & CONTENT_SIZE ? 8 : 0) + 1;
  for (;;) {
    const head = bytes.readUInt32LE(at);
    at += 4;
    if (head === 0) break;
    const size = head & ~STORED;
    if (at + size > bytes.length) throw new Error('the LZ4 frame ends within a block');
    const data = bytes.subarray(at, at + size);
    if (head >>> 31 === 1) output.append(data);
    else block(data, output);
    at += size + (flags & BLOCK_CHECKSUM ? 4 : 0);
  }
  const hasChecksum = (flags & 0x04) !== 0;
  return at + (hasChecksum ? 4 : 0);
}

/** @see https://github.com/lz4/lz4/blob/dev/doc/lz4_Block_format.md */
function block(data: Buffer, output: BoundedOutput): void {
  for (let at = 0; at < data.length;) {
    const token = data.readUInt8(at++);
    let literals = token >>> 4;
    if (literals === 15) [literals, at] = longer(data, at, literals);
    if (at + literals > data.length) throw new Error('the LZ4 block ends within its literals');
    output.append(data.subarray(at, at + literals));
    at += literals;
    if (at === data.length) return; // the last sequence has no match
    const distance = data.readUInt16LE(at);
    at += 2;
    let length = token & 15;
    if (length === 15) [length, at] = longer(data, at, length);
    output.repeat(distance, length + LEAST_MATCH);
  }
}

/** A length of 15 goes on in further bytes, as long as those are 255. */
function longer(data: Buffer, from: number, begun: number): [length: number, at: number] {
  let length = begun;
  for (let at = from; ; at += 1) {
    const more = data.readUInt8(at);
    length += more;
    if (more !== 255) return [length, at + 1];
  }
}

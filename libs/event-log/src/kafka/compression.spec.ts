import { gzipSync, zstdCompressSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compress } from 'snappyjs';
import { CODECS, MAX_DECOMPRESSED_BYTES } from './compression.js';
import { decodeBatch } from './fetch-decoder.js';
import { kafkajsClient } from './kafkajs-workarounds.js';
import { lz4Decompress } from './lz4.js';
import { snappyDecompress } from './snappy.js';

const TOO_LARGE = Buffer.alloc(MAX_DECOMPRESSED_BYTES + 1);

/** An LZ4 frame of one block of literals, as a producer writes what it cannot compress. */
function storedFrame(data: Buffer): Buffer {
  const head = Buffer.from([0x04, 0x22, 0x4d, 0x18, 0x60, 0x70, 0]);
  const size = Buffer.alloc(4);
  size.writeUInt32LE((data.length | 0x80000000) >>> 0);
  return Buffer.concat([head, size, data, Buffer.alloc(4)]);
}

function frameOf(block: Buffer): Buffer {
  const frame = storedFrame(block);
  frame.writeUInt32LE(block.length, 7);
  return frame;
}

/** The framing of snappy-java. */
function xerial(...blocks: Buffer[]): Buffer {
  const head = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0, 0, 0, 0, 1, 0, 0, 0, 1]);
  const framed = blocks.map((block) => {
    const size = Buffer.alloc(4);
    size.writeInt32BE(block.length);
    return Buffer.concat([size, block]);
  });
  return Buffer.concat([head, ...framed]);
}

const snappy = (data: Buffer): Buffer => Buffer.from(compress(data));

describe('A codec', () => {
  it('of Snappy reads bare blocks and the stream of snappy-java', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 2_000 }), { minLength: 1, maxLength: 3 }), (parts) => {
        const blocks = parts.map((part) => Buffer.from(part));
        const all = Buffer.concat(blocks);
        expect(snappyDecompress(snappy(all), 10_000)).toEqual(all);
        expect(snappyDecompress(xerial(...blocks.map(snappy)), 10_000)).toEqual(all);
      }),
    );
  });

  it('of Snappy ends on a literal whose length has its highest bit set', () => {
    const block = Buffer.from([10, 0xfc, 0xfa, 0xff, 0xff, 0xff]);
    expect(() => snappyDecompress(block, 100)).toThrow('the Snappy block ends within its literals');
  });

  it('of LZ4 reads stored blocks, several frames, long lengths and matches that overlap', () => {
    const data = Buffer.from('car-share');
    expect(lz4Decompress(Buffer.concat([storedFrame(data), storedFrame(data)]), 100).toString()).toBe(
      'car-sharecar-share',
    );
    // One literal, a match of 4 + 15 + 255 + 3 at a distance of 1, and five literals at the end.
    const block = Buffer.from([0x1f, 0x61, 1, 0, 255, 3, 0x50, ...Buffer.from('bcdef')]);
    expect(lz4Decompress(frameOf(block), 1_000).toString()).toBe(`${'a'.repeat(278)}bcdef`);
  });

  it.each([
    ['gzip', 1, gzipSync(TOO_LARGE)],
    ['snappy', 2, snappy(TOO_LARGE)],
    ['snappy, in blocks', 2, xerial(...Array.from({ length: 17 }, () => snappy(Buffer.alloc(1024 * 1024))))],
    ['lz4', 3, storedFrame(TOO_LARGE)],
    ['zstd', 4, zstdCompressSync(TOO_LARGE)],
  ])('of %s refuses what becomes too large', async (_name, number, bytes) => {
    await expect((async () => CODECS[number]?.decompress(bytes))()).rejects.toThrow();
  });

  it.each([1, 2, 3, 4])('number %i throws on any bytes that are none of its own, and ends', async (number) => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 200 }), async (bytes) => {
        const reading = (async () => CODECS[number]?.decompress(Buffer.from(bytes)))();
        const outcome = await reading.then(
          (plain) => (Buffer.isBuffer(plain) ? 'read' : 'nothing'),
          () => 'refused',
        );
        expect(['read', 'refused']).toContain(outcome);
      }),
    );
  });
});

describe('A batch that cannot be decoded', () => {
  beforeAll(() => {
    kafkajsClient({ brokers: ['broker:9092'] });
  });

  it('becomes one message that names its offsets, its codec and the reason', async () => {
    const batch = Buffer.alloc(80);
    batch.writeBigInt64BE(17n, 0);
    batch.writeInt32BE(68, 8);
    batch.writeInt8(2, 16);
    batch.writeInt16BE(3, 21);
    batch.writeInt32BE(4, 23);
    batch.writeInt32BE(5, 57);
    expect(await decodeBatch(batch)).toMatchObject([
      {
        offset: '21',
        key: null,
        value: null,
        undecodable: { first: '17', last: '21', codec: 'lz4', reason: 'this is no LZ4 frame' },
      },
    ]);
  });
});

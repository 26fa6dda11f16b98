/** The result of a decompression: a buffer that grows up to a limit. */
export class BoundedOutput {
  private buffer: Buffer;
  private size = 0;

  /** @param limit in bytes */
  constructor(private readonly limit: number) {
    this.buffer = Buffer.allocUnsafe(Math.min(limit, 64 * 1024));
  }

  /** @throws {RangeError} above the limit, like `repeat` */
  append(bytes: Buffer): void {
    this.reserve(bytes.length);
    bytes.copy(this.buffer, this.size);
    this.size += bytes.length;
  }

  /** Copies the bytes written `distance` bytes ago; the copy may overlap itself, which repeats a pattern. */
  repeat(distance: number, length: number): void {
    if (distance === 0 || distance > this.size) throw new Error('the block refers to bytes before its beginning');
    this.reserve(length);
    const from = this.size - distance;
    if (distance < length) this.buffer.fill(this.buffer.subarray(from, this.size), this.size, this.size + length);
    else this.buffer.copy(this.buffer, this.size, from, from + length);
    this.size += length;
  }

  bytes(): Buffer {
    return this.buffer.subarray(0, this.size);
  }

  private reserve(more: number): void {
    const needed = this.size + more;
    if (needed > this.limit) throw new RangeError(`the batch becomes larger than ${this.limit} bytes`);
    if (needed <= this.buffer.length) return;
    const grown = Buffer.allocUnsafe(Math.min(this.limit, Math.max(needed, this.buffer.length * 2)));
    this.buffer.copy(grown, 0, 0, this.size);
    this.buffer = grown;
  }
}

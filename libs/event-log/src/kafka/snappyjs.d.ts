/** snappyjs 0.7.0 has no types. */
declare module 'snappyjs' {
  /** @param maxLength bytes; a longer result throws */
  export function uncompress(compressed: Uint8Array, maxLength?: number): Uint8Array;
  export function compress(plain: Uint8Array): Uint8Array;
}

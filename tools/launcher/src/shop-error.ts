/** A start that cannot work. The message says what is wrong and what to do. */
export class ShopError extends Error {
  override readonly name = 'ShopError';
}

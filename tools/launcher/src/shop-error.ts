/** A start that cannot succeed. The message contains the reason and the next step. */
export class ShopError extends Error {
  override readonly name = 'ShopError';
}

/** The order every load sends. */
export const ORDER = '{"productId":"1001","qty":1}';

/**
 * Limits how long work may take. The work is not cancelled; its late outcome is ignored.
 * @param milliseconds the limit
 * @param name the peer, for the error's message
 * @throws {Error} when the limit has passed
 */
export async function within<T>(milliseconds: number, name: string, work: () => Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`${name} has not answered within ${milliseconds} ms`)), milliseconds);
  });
  try {
    return await Promise.race([work(), limit]);
  } finally {
    clearTimeout(timer);
  }
}

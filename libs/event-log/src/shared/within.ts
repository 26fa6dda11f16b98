/**
 * Rejects when the work takes longer. The work itself goes on, and its late outcome is ignored.
 * @param milliseconds the limit
 * @param name of what does not answer, for the error's message
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

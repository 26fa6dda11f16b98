/**
 * Runs work while telling the broker that this member lives. A heartbeat that fails (a rebalance, mostly) is thrown after the work
 * has ended, so that what was done is committed before the member rejoins.
 */
export async function withHeartbeats<T>(
  heartbeat: () => Promise<void>,
  interval: number,
  work: () => Promise<T>,
): Promise<T> {
  let failure: { error: unknown } | undefined;
  const timer = setInterval(() => {
    heartbeat().catch((error: unknown) => {
      failure ??= { error };
    });
  }, interval);
  try {
    const result = await work();
    if (failure) throw failure.error;
    return result;
  } finally {
    clearInterval(timer);
  }
}

/**
 * Sends heartbeats while work runs. The error of a failed heartbeat, usually a rebalance, is thrown after the work has ended, so that
 * handled offsets are committed before the member rejoins.
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

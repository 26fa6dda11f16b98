import { createServer, type Server } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { openEventLog } from '@carshare/event-log';

/** Longer than one attempt with all its retries at a broker that refuses connections, in milliseconds. */
const AWAY_MS = 5_000;
const PATIENCE_MS = 10_000;

/** A consumer whose first attempts are refused must join once the broker listens. */
export async function keepsJoining(): Promise<string | undefined> {
  const port = await quietPort();
  const log = openEventLog({
    brokers: [`127.0.0.1:${port}`],
    dataDir: '',
    clientId: 'chaos',
    log: () => undefined,
  });
  let asked = false;
  const broker = createServer((socket) => {
    asked = true;
    socket.destroy();
  });
  try {
    await log.subscribe('order', () => Promise.resolve());
    await sleep(AWAY_MS);
    await listen(broker, port);
    for (const end = Date.now() + PATIENCE_MS; Date.now() < end;) {
      if (wasAsked()) return undefined;
      await sleep(100);
    }
    return `it asked nothing of a broker that was back for ${PATIENCE_MS / 1_000} s`;
  } finally {
    broker.close();
    await log.close();
  }

  // Read through a function: the value changes while the loop awaits, which the compiler cannot see.
  function wasAsked(): boolean {
    return asked;
  }
}

/**
 * A port that stays free while nothing listens on it: below the ports that the system assigns, beside those that `freePortBase`
 * gives, which are five from a multiple of ten, and another one for each process.
 */
async function quietPort(): Promise<number> {
  for (let place = process.pid; ; place += 1) {
    const port = 10_009 + (place % 2_000) * 10;
    const probe = createServer();
    const isFree = await listen(probe, port).then(
      () => true,
      () => false,
    );
    await new Promise((resolve) => probe.close(resolve));
    if (isFree) return port;
  }
}

async function listen(server: Server, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
}

import { setTimeout as sleep } from 'node:timers/promises';
import { load, Replicas } from '@carshare/messaging/test/replicas';
import { sqlite } from '@carshare/persistence/test/engines';

const LIMIT_MS = 20_000;
/** Longer than the time between two commits, so that a relay finds what another one is publishing. */
const SEND_MS = 30;

/**
 * Two relays of one service share the shards of its outbox: without a fault, each event is published once. The simulation's checks do
 * not count repetitions, because crashes and lost acknowledgements cause them.
 */
export async function publishesOnce(): Promise<string | undefined> {
  const database = await sqlite.create();
  const replicas = new Replicas(database);
  const first = await replicas.add();
  const both = [first, await replicas.add()];
  try {
    const work = load(both);
    for (const { relay, log } of both) {
      log.before = () => sleep(SEND_MS);
      relay.start();
    }
    const share = await within(() => both.every(({ relay }) => relay.heldShards > 0 && relay.heldShards < 13));
    await sleep(500);
    await work.stop();
    const waiting = 'SELECT COUNT(*) AS n FROM outbox WHERE sent_at IS NULL';
    const empty = await within(async () => (await first.store.reader.number(waiting)) === 0);
    if (!share || !empty) return share ? 'events stay in the outbox' : 'one of the relays gets no shard';
    const ids = replicas.topic.map(({ headers }) => headers['ce_id']);
    const twice = ids.length - new Set(ids).size;
    return twice === 0 ? undefined : `${twice} of ${ids.length} records repeat an event`;
  } finally {
    await replicas.close();
    await database.drop();
  }
}

/** @returns whether it happens within the limit */
async function within(condition: () => boolean | Promise<boolean>): Promise<boolean> {
  const deadline = Date.now() + LIMIT_MS;
  while (!(await condition())) {
    if (Date.now() > deadline) return false;
    await sleep(20);
  }
  return true;
}

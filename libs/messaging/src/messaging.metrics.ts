import { Metrics, Readiness, type Reader } from '@carshare/service-kit';
import type { EventConsumer } from './inbox/event-consumer.js';
import type { EventLog } from './log/index.js';
import type { Relay } from './outbox/relay.js';

const RELAY_PATIENCE_MS = 30_000;

export interface Watched {
  reader: Reader;
  log: EventLog;
  relay: Relay;
  consumer: EventConsumer;
  group?: string | undefined;
}

/** Makes stuck or slow messaging visible: in the metrics, and in readiness when nothing moves. */
export function watchMessaging(metrics: Metrics, readiness: Readiness, watched: Watched): void {
  const { reader, relay, consumer, group, log } = watched;
  metrics.gauge('outbox_waiting', 'Events committed but not yet published.', () =>
    reader.number('SELECT COUNT(*) AS n FROM outbox WHERE sent_at IS NULL'),
  );
  metrics.gauge('outbox_oldest_age_seconds', 'Age of the oldest event not yet published.', async () => {
    const oldest = await reader.number('SELECT MIN(created_at) AS n FROM outbox WHERE sent_at IS NULL');
    return oldest === 0 ? 0 : (Date.now() - oldest) / 1000;
  });
  readiness.require('relay', () => {
    const silence = Date.now() - relay.lastProgressAt;
    if (silence > RELAY_PATIENCE_MS) throw new Error(`nothing could be published for ${Math.round(silence / 1000)} s`);
  });
  if (group === undefined) return;
  metrics.gauge('parked_events', 'Events that wait for an operator because their key failed.', () =>
    reader.number("SELECT COUNT(*) AS n FROM stuck_events WHERE kind = 'parked'"),
  );
  metrics.gauge('dead_letters', 'Events that can never be handled as they are.', () =>
    reader.number("SELECT COUNT(*) AS n FROM stuck_events WHERE kind = 'dead'"),
  );
  metrics.gauge('consumer_lag', 'Events on the topic that the group has not handled.', () => log.lag(group));
  readiness.require('consumer', () => consumer.checkProgress());
}

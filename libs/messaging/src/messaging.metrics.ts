import type { Reader } from '@carshare/persistence';
import type { Metrics } from '@carshare/service-kit';
import type { EventConsumer } from './inbox/event-consumer.js';
import type { EventLog } from '@carshare/event-log';
import type { Relay } from './outbox/relay.js';

export interface Watched {
  reader: Reader;
  log: EventLog;
  relay: Relay;
  consumer: EventConsumer;
  group?: string | undefined;
}

/** Registers the metrics of stuck or slow messaging. Readiness does not contain them: requests are served without the log. */
export function watchMessaging(metrics: Metrics, { reader, relay, consumer, group, log }: Watched): void {
  metrics.gauge('outbox_waiting', 'Events committed but not yet published.', () =>
    reader.number('SELECT COUNT(*) AS n FROM outbox WHERE sent_at IS NULL'),
  );
  metrics.age('outbox_oldest_age_seconds', 'Age of the oldest event not yet published.', () =>
    reader.number('SELECT MIN(created_at) AS n FROM outbox WHERE sent_at IS NULL'),
  );
  metrics.age(
    'relay_progress_age_seconds',
    'Since the relay last published or found nothing to publish.',
    () => relay.lastProgressAt,
  );
  metrics.gauge(
    'relay_shards',
    'Shards of the outbox that this replica publishes; 0 while it holds no lease.',
    () => relay.heldShards,
  );
  if (group === undefined) return;
  metrics.gauge('parked_events', 'Events that wait for an operator because their key failed.', () =>
    reader.number("SELECT COUNT(*) AS n FROM stuck_events WHERE kind = 'parked'"),
  );
  metrics.gauge('waiting_events', 'Events that wait for a replica of a later version, which knows their type.', () =>
    reader.number("SELECT COUNT(*) AS n FROM stuck_events WHERE kind = 'waiting'"),
  );
  metrics.gauge('dead_letters', 'Events that can never be handled as they are.', () =>
    reader.number("SELECT COUNT(*) AS n FROM stuck_events WHERE kind = 'dead'"),
  );
  metrics.gauge('consumer_lag', 'Events on the topic that the group has not handled.', () => log.lag(group));
  watchConsumer(metrics, consumer);
}

function watchConsumer(metrics: Metrics, consumer: EventConsumer): void {
  const begun = Date.now();
  metrics.gauge('consumer_running', 'Whether the consumer is a member of its group, 1 or 0.', () =>
    consumer.progress()?.running ? 1 : 0,
  );
  metrics.age('consumer_progress_age_seconds', 'Since the log last answered the consumer.', () =>
    // Before its first answer: since the start.
    Math.max(begun, consumer.progress()?.lastPollAt ?? 0),
  );
  metrics.gauge(
    'consumer_restarts',
    'How often the consumer had to join its group again since the start.',
    () => consumer.progress()?.restarts ?? 0,
  );
  metrics.gauge(
    'consumer_stalled_partitions',
    'Partitions that wait at a batch that cannot be decoded.',
    () => consumer.progress()?.stalled?.length ?? 0,
  );
}

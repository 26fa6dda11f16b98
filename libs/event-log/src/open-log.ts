import { join } from 'node:path';
import type { KafkaSecurity } from './kafka/kafka.config.js';
import { EmbeddedLog } from './embedded/embedded-log.js';
import type { EventLog } from './shared/event-log.js';
import { KafkaLog } from './kafka/kafka-log.js';
import type { LogLine } from './shared/log-line.js';

/** Settings of {@link openEventLog}, which chooses the adapter by them. */
export interface EventLogOptions {
  /** Kafka brokers, `host:port`; absent or empty: the embedded log. */
  brokers?: readonly string[] | undefined;
  /** TLS and SASL of the brokers; absent: plain text without authentication. */
  security?: KafkaSecurity | undefined;
  /** The folder of the embedded log's file, `log.sqlite`, which the services of one machine share. */
  dataDir: string;
  /** The client id in the brokers' logs and quotas. */
  clientId: string;
  log: LogLine;
}

/**
 * Opens Kafka when brokers are given, otherwise the embedded log.
 * @example
 * const log = openEventLog({ brokers: ['kafka:9092'], dataDir: '.data', clientId: 'order', log: stderrLogLine });
 * await log.publish([{ key: '1', value: '{}', headers: {} }]);
 * await log.close();
 */
export function openEventLog({ brokers = [], security, dataDir, clientId, log }: EventLogOptions): EventLog {
  if (brokers.length > 0) return new KafkaLog({ brokers, security, clientId, log });
  return new EmbeddedLog({ path: join(dataDir, 'log.sqlite'), log });
}

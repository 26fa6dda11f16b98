import { join } from 'node:path';
import { EmbeddedLog } from './embedded-log.js';
import type { EventLog } from './event-log.js';
import { KafkaLog } from './kafka-log.js';
import type { LogLine } from './log-line.js';

export interface EventLogOptions {
  /** Kafka brokers, `host:port`; absent or empty: the embedded log. */
  brokers?: readonly string[] | undefined;
  /** Where the embedded log keeps its file, `log.sqlite`; shared by the services of one machine. */
  dataDir: string;
  /** Names this program to the brokers. */
  clientId: string;
  log?: LogLine | undefined;
}

/** Opens the event log that the configuration asks for. */
export function openEventLog({ brokers = [], dataDir, clientId, log }: EventLogOptions): EventLog {
  const logging = log ? { log } : {};
  if (brokers.length > 0) return new KafkaLog({ brokers, clientId, ...logging });
  return new EmbeddedLog({ path: join(dataDir, 'log.sqlite'), ...logging });
}

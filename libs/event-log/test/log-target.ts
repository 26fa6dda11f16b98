import { silent } from './collector.js';
import { EmbeddedLog } from '../src/embedded/embedded-log.js';
import { KafkaLog } from '../src/kafka/kafka-log.js';
import type { EventLog } from '../src/shared/event-log.js';

/** Which log a child process is to open: `embedded PATH` or `kafka BROKERS TOPIC`. */
export type LogTarget = ['embedded', string] | ['kafka', string, string];

export function openTarget(target: LogTarget): EventLog {
  if (target[0] === 'embedded') return new EmbeddedLog({ path: target[1], lease: 1_000, log: silent });
  return new KafkaLog({
    brokers: target[1].split(','),
    topic: target[2],
    clientId: 'carshare-test',
    sessionTimeout: 6_000,
    log: silent,
  });
}

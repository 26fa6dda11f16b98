export { EmbeddedLog, type EmbeddedLogOptions } from './embedded/embedded-log.js';
export { KafkaConfig, type KafkaSecurity } from './kafka/kafka.config.js';
export { KafkaLog, type KafkaLogOptions } from './kafka/kafka-log.js';
export { kafkajsClient } from './kafka/kafkajs-workarounds.js';
export { createTopic, type TopicOutcome } from './kafka/topic.js';
export { type EventLogOptions, openEventLog } from './open-log.js';
export { Batcher } from './shared/batcher.js';
export type {
  EventLog,
  LogRecord,
  PartitionOffsets,
  RecordHandler,
  StalledPartition,
  SubscribeOptions,
  Subscription,
  SubscriptionProgress,
} from './shared/event-log.js';
export { type LogLine, messageOf, nestLogLine, stderrLogLine } from './shared/log-line.js';
export { MAX_RECORD_BYTES } from './shared/publish-queue.js';
export { decodeHeaders, encodeHeaders, recordOf, toMessage } from './shared/record-bytes.js';
export { within } from './shared/within.js';

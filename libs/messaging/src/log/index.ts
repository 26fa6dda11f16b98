export * from './embedded-log.js';
export * from './event-log.js';
export * from './kafka-log.js';
export { createTopic, type TopicOutcome } from './kafka-topic.js';
export { nestLogLine, stderrLogLine, type LogLine } from './log-line.js';
export * from './open-log.js';
export { MAX_RECORD_BYTES } from './publish-queue.js';
export { recordOf, toMessage } from './record-bytes.js';
export { within } from './within.js';

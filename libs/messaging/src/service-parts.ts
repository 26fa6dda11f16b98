import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { EventConsumer } from './inbox/event-consumer.js';
import { skipBatch } from './inbox/skipped-batches.js';
import { createTopic, stderrLogLine, type TopicOutcome } from '@carshare/event-log';
import type { MessagingConfig } from './messaging.config.js';

/** Spread into `runService`: connects the event consumer, and adds the command that creates the topic. */
export const messaging = {
  connect(app: NestFastifyApplication): void {
    // Guards, pipes and filters of requests are not inherited: the inbox checks an event before its handler is called.
    app.connectMicroservice({ strategy: app.get(EventConsumer) });
  },
  commands: {
    topics: async (config: MessagingConfig): Promise<string> => {
      if (!config.kafka.brokers) return 'KAFKA_BROKERS is not set: the embedded log needs no topic';
      const { brokers, security } = config.kafka;
      const connection = { brokers, security, clientId: `${config.service}-topics`, log: stderrLogLine };
      const outcome = await createTopic(connection, config.kafka.KAFKA_PARTITIONS);
      return ANSWERS[outcome](config);
    },
    'skip-batch': (config: MessagingConfig): Promise<string> => skipBatch(config, process.argv.slice(3)),
  },
};

const ANSWERS: Readonly<Record<TopicOutcome, (config: MessagingConfig) => string>> = {
  created: ({ kafka }) => `the topic is created with ${kafka.KAFKA_PARTITIONS} partitions`,
  'compression pinned': () => 'the topic is there already; its compression.type is now uncompressed',
  unchanged: () => 'the topic is there already',
};

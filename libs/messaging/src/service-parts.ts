import type { ServiceConfig } from '@carshare/service-kit';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { EventConsumer } from './inbox/event-consumer.js';
import { skipBatch } from './inbox/skipped-batches.js';
import { createTopic, stderrLogLine, type TopicOutcome } from '@carshare/event-log';

/** Spread into `runService`: connects the event consumer, and adds the command that creates the topic. */
export const messaging = {
  connect(app: NestFastifyApplication): void {
    app.connectMicroservice({ strategy: app.get(EventConsumer) }, { inheritAppConfig: true });
  },
  commands: {
    topics: async (config: ServiceConfig): Promise<string> => {
      if (!config.kafkaBrokers) return 'KAFKA_BROKERS is not set: the embedded log needs no topic';
      const { kafkaBrokers: brokers, kafkaSecurity: security } = config;
      const connection = { brokers, security, clientId: `${config.service}-topics`, log: stderrLogLine };
      const outcome = await createTopic(connection, config.KAFKA_PARTITIONS);
      return SAID[outcome](config);
    },
    'skip-batch': (config: ServiceConfig): Promise<string> => skipBatch(config, process.argv.slice(3)),
  },
};

const SAID: Readonly<Record<TopicOutcome, (config: ServiceConfig) => string>> = {
  created: ({ KAFKA_PARTITIONS }) => `the topic is created with ${KAFKA_PARTITIONS} partitions`,
  'compression pinned': () => 'the topic is there already; its compression.type is now uncompressed',
  unchanged: () => 'the topic is there already',
};

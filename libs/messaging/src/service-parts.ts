import type { ServiceConfig } from '@carshare/service-kit';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { EventConsumer } from './inbox/event-consumer.js';
import { createTopic } from './log/index.js';

/** Spread into `runService`: connects the event consumer, and adds the command that creates the topic. */
export const messaging = {
  connect(app: NestFastifyApplication): void {
    app.connectMicroservice({ strategy: app.get(EventConsumer) }, { inheritAppConfig: true });
  },
  commands: {
    topics: async (config: ServiceConfig): Promise<string> => {
      if (!config.kafkaBrokers) return 'KAFKA_BROKERS is not set: the embedded log needs no topic';
      const made = await createTopic(config.kafkaBrokers, config.KAFKA_PARTITIONS);
      return made ? `the topic is created with ${config.KAFKA_PARTITIONS} partitions` : 'the topic is there already';
    },
  },
};

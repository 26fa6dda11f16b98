import { describe, expect, it } from '@jest/globals';
import type { Kafka, ProducerConfig } from 'kafkajs';
import { KafkaPublisher } from './publisher.js';

describe('The publisher', () => {
  it('leaves no retry to kafkajs, which loses records in it, and publishes all of them again itself', async () => {
    const made: ProducerConfig[] = [];
    const sent: number[] = [];
    const disconnected: number[] = [];
    const kafka = {
      producer: (config: ProducerConfig) => {
        const number = made.push(config);
        return {
          connect: async () => undefined,
          disconnect: async () => void disconnected.push(number),
          send: async ({ messages }: { messages: object[] }) => {
            if (number === 1) throw new Error('This server is not the leader for that topic-partition');
            sent.push(messages.length);
          },
        };
      },
    } as unknown as Kafka;
    const publisher = new KafkaPublisher(kafka, 'events', async () => undefined);
    const messages = [1, 2, 3].map((key) => ({ key: String(key), value: '{}', headers: {} }));
    await expect(publisher.publish(messages)).rejects.toThrow('not the leader');
    await publisher.publish(messages);
    expect(sent).toEqual([3]);
    expect(disconnected).toEqual([1]);
    for (const { retry, maxInFlightRequests } of made) {
      expect([retry?.retries, maxInFlightRequests]).toEqual([0, 1]);
    }
    await publisher.close();
  });
});

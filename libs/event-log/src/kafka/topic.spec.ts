import { describe, expect, it } from '@jest/globals';
import kafkajs from 'kafkajs';
import { untilKnown } from './topic.js';

const unknown = (): Error =>
  Object.assign(new kafkajs.KafkaJSProtocolError(new Error('This server does not host this topic-partition')), {
    type: 'UNKNOWN_TOPIC_OR_PARTITION',
  });

describe('A request about a topic that a broker does not know yet', () => {
  it('is repeated until the broker knows it', async () => {
    const answers = [unknown(), new kafkajs.KafkaJSNumberOfRetriesExceeded(unknown(), { retryCount: 4, retryTime: 1 })];
    const request = (): Promise<string> => {
      const error = answers.shift();
      return error ? Promise.reject(error) : Promise.resolve('created');
    };
    expect(await untilKnown(request)).toBe('created');
  });

  it('fails after the limit, and at any other error', async () => {
    await expect(untilKnown(() => Promise.reject(unknown()), 20)).rejects.toThrow('does not host this topic-partition');
    let attempts = 0;
    const refused = untilKnown(() => {
      attempts += 1;
      return Promise.reject(new Error('not authorized'));
    });
    await expect(refused).rejects.toThrow('not authorized');
    expect(attempts).toBe(1);
  });
});

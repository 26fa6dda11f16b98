import { expect, it } from '@jest/globals';
import { fuzzTopic } from './support/topic-fuzz.js';

it('ships every order while the topic carries records that no consumer can handle', async () => {
  const { deadLetters, verified } = await fuzzTopic({ records: 150, orders: 10, seed: 7 });
  for (const count of Object.values(deadLetters)) expect(count).toBeGreaterThan(50);
  expect(verified).toContain('0 breaches');
}, 240_000);

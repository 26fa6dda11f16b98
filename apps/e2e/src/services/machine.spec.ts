import { expect, it } from '@jest/globals';
import { freePort } from './machine.js';

it('No two servers are given the same port, whatever the system offers', async () => {
  const ports: number[] = [];
  while (ports.length < 1_000) ports.push(await freePort());
  expect(new Set(ports).size).toBe(ports.length);
});

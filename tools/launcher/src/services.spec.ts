import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { NODE_ENVIRONMENT, NODE_OPTIONS, portsFrom, SERVICES } from './services.js';

it('runs a service in an image with the options and the environment it has everywhere', () => {
  const dockerfile = readFileSync(join(import.meta.dirname, '../../../Dockerfile'), 'utf8');
  expect(dockerfile).toContain(`NODE_FLAGS="${NODE_OPTIONS.join(' ')}"`);
  for (const [name, value] of Object.entries(NODE_ENVIRONMENT)) expect(dockerfile).toContain(` ${name}=${value}`);
});

it('keeps the default ports of the services, and gives each later one the next', () => {
  const { gateway, order, delivery, customerpage, payment, ...later } = portsFrom(8080);
  expect([gateway, order, delivery, customerpage, payment]).toEqual([8080, 8081, 8082, 8083, 8084]);
  expect(Object.values(later)).toEqual(SERVICES.slice(4).map((_, index) => 8085 + index));
});

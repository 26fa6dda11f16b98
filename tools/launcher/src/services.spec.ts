import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { NODE_ENVIRONMENT, NODE_OPTIONS } from './services.js';

it('runs a service in an image with the options and the environment it has everywhere', () => {
  const dockerfile = readFileSync(join(import.meta.dirname, '../../../Dockerfile'), 'utf8');
  expect(dockerfile).toContain(`NODE_FLAGS="${NODE_OPTIONS.join(' ')}"`);
  for (const [name, value] of Object.entries(NODE_ENVIRONMENT)) expect(dockerfile).toContain(` ${name}=${value}`);
});

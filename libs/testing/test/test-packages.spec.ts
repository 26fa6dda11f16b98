import { createRequire } from 'node:module';
import { describe, expect, it } from '@jest/globals';
import * as nest from '@nestjs/common';
import { lastValueFrom, of, take } from 'rxjs';
import * as operators from 'rxjs/operators';
import * as typeorm from 'typeorm';

const require = createRequire(import.meta.url);

describe('A large package in a suite', () => {
  it.each([
    '@nestjs/common',
    'class-validator',
    'es-toolkit/compat',
    'fastify',
    'kafkajs',
    'rxjs',
    'typeorm',
    'undici',
  ])('is one file: %s', (name) => expect(require.resolve(name)).toMatch(/[\\/]tests-\w+[\\/][\w-]+\.cjs$/));

  it('is loaded once, whatever is imported of it', async () => {
    expect(operators.take).toBe(take);
    expect(await lastValueFrom(of(1, 2).pipe(operators.take(1)))).toBe(1);
    expect((require('typeorm') as typeof typeorm).DataSource).toBe(typeorm.DataSource);
    expect((require('@nestjs/common') as typeof nest).Logger).toBe(nest.Logger);
  });
});

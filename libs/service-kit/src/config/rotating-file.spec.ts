import { mkdtempSync, renameSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { loadConfig } from './load-config.js';
import { ServiceConfig } from './service.config.js';

class ShopConfig extends ServiceConfig {
  readonly service = 'shop';
  override PORT = 8080;
}

const SETS = [1, 2].map((n) => JSON.stringify({ keys: [{ kty: 'EC', kid: `key-${n}` }] }));

let folder: string;
let file: string;
let said: string[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'carshare-rotate-'));
  file = join(folder, 'secret');
  said = [];
  jest.useFakeTimers({ now: 1_000_000, doNotFake: ['setTimeout', 'setInterval', 'setImmediate', 'nextTick'] });
  for (const level of ['log', 'warn'] as const) {
    jest.spyOn(Logger.prototype, level).mockImplementation((message: unknown) => void said.push(String(message)));
  }
});
afterEach(() => {
  jest.restoreAllMocks();
  jest.useRealTimers();
  rmSync(folder, { recursive: true });
});

const later = (ms = 1_000): void => jest.setSystemTime(Date.now() + ms);

function withToken(text: string): ShopConfig {
  writeFileSync(file, text);
  return loadConfig(ShopConfig, { JWT_SERVICE_TOKEN_FILE: file });
}

describe('A secret in a file that changes', () => {
  it('is read again within a second, and said so without its value', () => {
    const config = withToken('hunter2-old\n');
    expect(config.JWT_SERVICE_TOKEN).toBe('hunter2-old');
    writeFileSync(file, 'hunter2-new\n');
    later();
    expect(config.JWT_SERVICE_TOKEN).toBe('hunter2-new');
    expect(said).toEqual(['JWT_SERVICE_TOKEN_FILE has changed, and the new value is in use']);
    later();
    expect(config.JWT_SERVICE_TOKEN).toBe('hunter2-new');
    expect(said).toHaveLength(1);
  });

  it('is found behind a link that is moved, as Kubernetes replaces mounted secrets', () => {
    for (const version of ['old', 'new']) writeFileSync(join(folder, version), version);
    symlinkSync('old', join(folder, 'data'));
    symlinkSync('data', file);
    const config = loadConfig(ShopConfig, { JWT_SERVICE_TOKEN_FILE: file });
    symlinkSync('new', join(folder, 'next'));
    renameSync(join(folder, 'next'), join(folder, 'data'));
    later();
    expect(config.JWT_SERVICE_TOKEN).toBe('new');
  });

  it.each<[string, () => void]>([
    ['is gone', () => unlinkSync(file)],
    ['is empty', () => writeFileSync(file, '\n')],
  ])('stays what it was while the file %s', (_title, spoil) => {
    const config = withToken('old');
    spoil();
    later();
    expect(config.JWT_SERVICE_TOKEN).toBe('old');
    later();
    expect(config.JWT_SERVICE_TOKEN).toBe('old');
    expect(said).toEqual([
      'JWT_SERVICE_TOKEN_FILE cannot be read or holds no usable value; the former value stays in use',
    ]);
    writeFileSync(file, 'new');
    later();
    expect(config.JWT_SERVICE_TOKEN).toBe('new');
  });

  it('is checked by the rules of its variable', () => {
    writeFileSync(file, SETS[0]!);
    const env = { JWT_JWKS_FILE: file, JWT_ISSUER: 'https://id.example', JWT_AUDIENCE: 'carshare' };
    const config = loadConfig(ShopConfig, env);
    writeFileSync(file, '{"keys":');
    later();
    expect([config.JWT_JWKS, config.identityOn]).toEqual([SETS[0], true]);
    writeFileSync(file, SETS[1]!);
    later();
    expect(config.JWT_JWKS).toBe(SETS[1]);
  });

  it('is looked at once a second at most', () => {
    const config = withToken('old');
    expect(config.JWT_SERVICE_TOKEN).toBe('old');
    writeFileSync(file, 'new');
    expect(config.JWT_SERVICE_TOKEN).toBe('old');
    later(999);
    expect(config.JWT_SERVICE_TOKEN).toBe('old');
    later(1);
    expect(config.JWT_SERVICE_TOKEN).toBe('new');
  });

  it('is read once where the variable does not rotate', () => {
    writeFileSync(file, 'sqlite:one.sqlite');
    const config = loadConfig(ShopConfig, { DATABASE_URL_FILE: file });
    writeFileSync(file, 'sqlite:two.sqlite');
    later();
    expect(config.databaseUrl).toBe('sqlite:one.sqlite');
  });
});

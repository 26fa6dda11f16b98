import 'reflect-metadata';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, Matches } from 'class-validator';
import { IncludeSettings } from './include-settings.js';
import { InvalidConfig, loadConfig } from './load-config.js';
import { ServiceConfig } from './service.config.js';

class TopicConfig {
  @IsInt({ message: 'TOPIC_PARTITIONS must be an integer' })
  @Type(() => Number)
  TOPIC_PARTITIONS = 12;

  @IsOptional()
  @Matches(/:/, { message: 'TOPIC_BROKERS must be host:port' })
  TOPIC_BROKERS?: string;
}

class BaseConfig extends ServiceConfig {
  readonly service: string = 'shop';
  override PORT = 8080;

  @IncludeSettings(TopicConfig)
  readonly topic = new TopicConfig();
}

class ShopConfig extends BaseConfig {}

const IDENTITY = { JWT_JWKS: '{"keys":[{"kty":"EC"}]}', JWT_ISSUER: 'https://id.example', JWT_AUDIENCE: 'carshare' };

/** What is said about an environment, line by line; empty for one that is taken. */
function faultsOf(env: NodeJS.ProcessEnv): string[] {
  try {
    loadConfig(ShopConfig, env);
    return [];
  } catch (error) {
    if (!(error instanceof InvalidConfig)) throw error;
    return error.message
      .split('\n')
      .slice(1)
      .map((line) => line.replace('  - ', ''));
  }
}

describe('The configuration', () => {
  it('works without a single variable', () => {
    const config = loadConfig(ShopConfig, {});
    expect(config).toMatchObject({ PORT: 8080, HOST: '127.0.0.1', DATA_DIR: '.data', LOG_LEVEL: 'info' });
    expect(config.databaseUrl).toBe('sqlite:.data/shop.sqlite');
    expect(config.topic).toEqual(new TopicConfig());
    expect(config.identityOn).toBe(false);
  });

  it('converts numbers, in included settings too', () => {
    const config = loadConfig(ShopConfig, { PORT: '0', TOPIC_PARTITIONS: '3', MAX_IN_FLIGHT: '3' });
    expect(config).toMatchObject({ PORT: 0, MAX_IN_FLIGHT: 3, topic: { TOPIC_PARTITIONS: 3 } });
    expect(config.topic).toBeInstanceOf(TopicConfig);
  });

  it('takes an empty variable for one that is not set', () => {
    expect(loadConfig(ShopConfig, { PORT: '', DATABASE_URL: '', JWT_ISSUER: '' })).toMatchObject({
      PORT: 8080,
      databaseUrl: 'sqlite:.data/shop.sqlite',
      identityOn: false,
    });
  });

  it('lists every fault at once, by name and never by value', () => {
    const secret = 'hunter2';
    const env = {
      PORT: `${secret}1`,
      HOST: `${secret}2`,
      DATABASE_URL: `${secret}3`,
      TOPIC_BROKERS: `${secret}4`,
      TOPIC_PARTITIONS: `${secret}5`,
      OTEL_EXPORTER_OTLP_ENDPOINT: `${secret} 6`,
      LOG_LEVEL: `${secret}7`,
      MAX_IN_FLIGHT: `${secret}8`,
      REQUEST_DEADLINE_MS: `${secret}9`,
    };
    const faults = faultsOf(env);
    const named = new Set(faults.map((fault) => fault.split(' ')[0]));
    expect([...named].sort()).toEqual(Object.keys(env).sort());
    expect(faults.join('\n')).not.toContain(secret);
  });

  it.each([
    ['PORT', '65536', 'PORT must be at most 65535'],
    ['PORT', '-1', 'PORT must not be negative'],
    ['PORT', '80.5', 'PORT must be an integer'],
    ['REQUEST_DEADLINE_MS', '99', 'REQUEST_DEADLINE_MS must be at least 100'],
    ['DATABASE_WRITE_CONNECTIONS', '0', 'DATABASE_WRITE_CONNECTIONS must be at least 1'],
    ['DATABASE_READ_CONNECTIONS', '2.5', 'DATABASE_READ_CONNECTIONS must be an integer'],
    ['DATABASE_TIMEOUT_MS', '20', 'DATABASE_TIMEOUT_MS must be at least 500'],
    [
      'DATABASE_URL',
      'mysql://u:p@h/d?ssl-mode=MAYBE',
      'DATABASE_URL: ssl-mode must be DISABLED, REQUIRED, VERIFY_CA or VERIFY_IDENTITY, and the files of ssl-ca, ssl-cert and ssl-key readable',
    ],
    ['DATABASE_URL', 'oracle://h/d', 'DATABASE_URL must start with sqlite:, mysql:// or postgres://'],
    ['DATABASE_URL', 'mysql://u:p#x@h/d', 'DATABASE_URL must be a URL: encode special characters of the password'],
    [
      'DATABASE_URL',
      'postgres://u:p@h:99999/d',
      'DATABASE_URL must be a URL: encode special characters of the password',
    ],
  ])('refuses %s=%s', (name, value, fault) => {
    expect(faultsOf({ [name]: value })).toEqual([fault]);
  });

  it.each(['sqlite:shop.db', 'mysql://u:p@h/d', 'mariadb://u:p%23@h:3306/d', 'postgres://h/d', 'postgresql://u@h/d'])(
    'takes the database %s',
    (url) => {
      expect(faultsOf({ DATABASE_URL: url })).toEqual([]);
    },
  );
});

describe('The configuration of identity', () => {
  it('is complete with the keys, the issuer and the audience', () => {
    expect(loadConfig(ShopConfig, IDENTITY).identityOn).toBe(true);
    const { JWT_JWKS: _inline, ...rest } = IDENTITY;
    expect(loadConfig(ShopConfig, { ...rest, JWT_JWKS_URL: 'http://id/keys' }).identityOn).toBe(true);
  });

  it.each(['JWT_JWKS', 'JWT_ISSUER', 'JWT_AUDIENCE'])('is a fault, and not an open door, without %s', (missing) => {
    const faults = faultsOf({ ...IDENTITY, [missing]: undefined });
    expect(faults).toContainEqual(expect.stringMatching(new RegExp(`^${missing}.*must be set when`)));
  });

  it.each(['no JSON', '{}', '{"keys":{}}', '{"keys":[{"alg":"ES256"}]}', '[]', 'null'])(
    'refuses the key set %s',
    (set) => {
      expect(faultsOf({ ...IDENTITY, JWT_JWKS: set })).toEqual(['JWT_JWKS must be a JSON Web Key Set']);
    },
  );

  it('lets a service listen beyond loopback only when it is on', () => {
    const fault = 'HOST must be a loopback address while no JWT_* variable is set';
    expect(faultsOf({ HOST: '0.0.0.0' })).toEqual([fault]);
    expect(faultsOf({ HOST: '127.0.0.1.evil.example' })).toEqual([fault]);
    expect(faultsOf({ HOST: '0.0.0.0', ...IDENTITY })).toEqual([]);
    expect(faultsOf({ HOST: 'localhost' })).toEqual([]);
  });
});

describe('A variable in a file', () => {
  let folder: string;
  const put = (name: string, text: string): string => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'carshare-config-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('is read without the line end behind it', () => {
    const file = put('url', 'postgres://u:p@h/d\n');
    expect(loadConfig(ShopConfig, { DATABASE_URL_FILE: file }).databaseUrl).toBe('postgres://u:p@h/d');
  });

  it('is checked like any other, and its content not shown', () => {
    const faults = faultsOf({ DATABASE_URL_FILE: put('wrong', 'hunter2') });
    expect(faults).toEqual(['DATABASE_URL must start with sqlite:, mysql:// or postgres://']);
  });

  it('is refused beside the plain variable', () => {
    expect(faultsOf({ PORT: '1', PORT_FILE: put('port', '2') })).toEqual(['PORT and PORT_FILE are both set: keep one']);
  });

  it('is named, without the path, when it cannot be read', () => {
    expect(faultsOf({ PORT_FILE: join(folder, 'absent') })).toEqual(['PORT_FILE names a file that cannot be read']);
  });
});

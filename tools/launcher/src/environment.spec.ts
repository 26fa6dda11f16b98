import { describe, expect, it } from '@jest/globals';
import { dataFolder, environmentFor, identityIsOn, sharedDatabase } from './environment.ts';
import { portsFrom, SERVICES } from './services.ts';

describe('The environment of a service', () => {
  const ports = portsFrom(9000);

  it('knows its port, the data folder and the addresses of the others', () => {
    expect(environmentFor('order', ports, { PATH: '/bin', PORT: '1' })).toEqual({
      PATH: '/bin',
      PORT: '9001',
      DATA_DIR: '.data',
      LOG_LEVEL: 'warn',
      MALLOC_ARENA_MAX: '1',
      MALLOC_MMAP_THRESHOLD_: '16384',
      PAYMENT_URL: 'http://127.0.0.1:9004',
      DELIVERY_URL: 'http://127.0.0.1:9002',
      PUBLIC_URL: 'http://127.0.0.1:9000',
    });
  });

  it("prefers the user's values for one service over those for all", () => {
    const env = {
      LOG_LEVEL: 'debug',
      DATABASE_URL: 'sqlite:all',
      ORDER_DATABASE_URL: 'mysql://x',
      PAYMENT_DATABASE_URL: 'mysql://y',
      DATA_DIR: '/data',
    };
    expect(environmentFor('order', ports, env)).toMatchObject({
      LOG_LEVEL: 'debug',
      DATABASE_URL: 'mysql://x',
      DATA_DIR: '/data',
    });
  });

  it('gives no default and no value for all beside the file that holds the value', () => {
    const env = {
      DATA_DIR_FILE: '/run/dir',
      LOG_LEVEL: 'debug',
      ORDER_LOG_LEVEL_FILE: '/run/level',
      PORT_FILE: '/run/port',
    };
    const order = environmentFor('order', ports, env);
    expect(order).toMatchObject({ DATA_DIR_FILE: '/run/dir', LOG_LEVEL_FILE: '/run/level', PORT: '9001' });
    for (const name of ['DATA_DIR', 'LOG_LEVEL', 'PORT_FILE']) expect(order).not.toHaveProperty(name);
    expect(environmentFor('payment', ports, env)).toMatchObject({ LOG_LEVEL: 'debug' });
  });

  it('has a data folder unless all databases and the topic are on servers', () => {
    const servers = Object.fromEntries(
      SERVICES.map((service) => [`${service.toUpperCase()}_DATABASE_URL`, 'mysql://x']),
    );
    expect(dataFolder({})).toBe('.data');
    expect(dataFolder({ ...servers, DATA_DIR: '/data' })).toBe('/data');
    expect(dataFolder({ ...servers, KAFKA_BROKERS: 'x:1', ORDER_DATABASE_URL: 'sqlite:/data/x' })).toBe('.data');
    expect(dataFolder({ ...servers, KAFKA_BROKERS: 'x:1' })).toBeUndefined();
  });

  it('has one database for all only when every service has its own as well', () => {
    expect(sharedDatabase({ DATABASE_URL: 'mysql://x', ORDER_DATABASE_URL: 'mysql://y' })).toBe('DATABASE_URL');
    expect(sharedDatabase({ ORDER_DATABASE_URL: 'mysql://y' })).toBeUndefined();
  });

  it('turns identity on by any variable of it', () => {
    expect(identityIsOn({ JWT_SERVICE_TOKEN: 'x', JWT_JWKS: '' })).toBe(false);
    expect(identityIsOn({ JWT_JWKS_FILE: '/run/keys.json' })).toBe(true);
  });
});

import { describe, expect, it } from '@jest/globals';
import { environmentFor, identityIsOn, sharedDatabase } from './environment.ts';
import { portsFrom } from './services.ts';

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
    });
  });

  it("takes the user's values, those for the service alone before those for all", () => {
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

  it('has one database for all only when every service has its own as well', () => {
    expect(sharedDatabase({ DATABASE_URL: 'mysql://x', ORDER_DATABASE_URL: 'mysql://y' })).toBe('DATABASE_URL');
    expect(sharedDatabase({ ORDER_DATABASE_URL: 'mysql://y' })).toBeUndefined();
  });

  it('turns identity on by any variable of it', () => {
    expect(identityIsOn({ JWT_SERVICE_TOKEN: 'x', JWT_JWKS: '' })).toBe(false);
    expect(identityIsOn({ JWT_JWKS_FILE: '/run/keys.json' })).toBe(true);
  });
});

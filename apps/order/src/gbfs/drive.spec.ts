import { loadConfig } from '@carshare/service-kit';
import { describe, expect, it } from '@jest/globals';
import { GbfsConfig } from './gbfs.config.js';

const load = (env: Record<string, string>): GbfsConfig => loadConfig(GbfsConfig, env);

describe('GBFS_VEHICLE_TYPES', () => {
  it('gives each model its propulsion and range, and all others those of *', () => {
    const config = load({ GBFS_VEHICLE_TYPES: 'van-1=combustion_diesel:900, *=electric:250' });
    expect(config.driveOf('van-1')).toEqual({ propulsion: 'combustion_diesel', rangeMeters: 900_000 });
    expect(config.driveOf('1001')).toEqual({ propulsion: 'electric', rangeMeters: 250_000 });
  });

  it.each(['1001=electric:300', '*=steam:300', '*=electric', '*=electric:300,*=hybrid:400', ''.padEnd(3, ',')])(
    'is not %j',
    (text) => {
      expect(() => load({ GBFS_VEHICLE_TYPES: text })).toThrow('GBFS_VEHICLE_TYPES must be like');
    },
  );
});

describe('The settings of the feeds', () => {
  it('are checked when the service starts', () => {
    const env = {
      GBFS_SYSTEM_ID: 'car share',
      GBFS_CONTACT_EMAIL: 'none',
      GBFS_LICENSE_ID: 'my own',
      DEPOT_NAME: 'a\nb',
      DEPOT_LATITUDE: '90.1',
      DEPOT_LONGITUDE: 'east',
    };
    for (const name of Object.keys(env)) expect(() => load(env)).toThrow(name);
    expect(load({ DEPOT_LATITUDE: '-33.868800' })).toMatchObject({ DEPOT_LATITUDE: -33.8688 });
  });
});

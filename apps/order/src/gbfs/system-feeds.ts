import type { OrderConfig } from '../app.config.js';
import { FEED_NAMES, LANGUAGE, localized } from './feed.js';

/** The one station: cars wait there, are brought to the customer from there, and are fetched to there. */
export const STATION_ID = 'depot';

/** The address of every feed. */
export function discovery({ operator }: OrderConfig): object {
  return { feeds: FEED_NAMES.map((name) => ({ name, url: operator.publicUrl(`/gbfs/v3/${name}.json`) })) };
}

export function systemInformation(config: OrderConfig): object {
  const { GBFS_SYSTEM_ID, GBFS_CONTACT_EMAIL, GBFS_LICENSE_ID } = config.gbfs;
  return {
    system_id: GBFS_SYSTEM_ID,
    languages: [LANGUAGE],
    name: localized(config.operator.OPERATOR_NAME),
    operator: localized(config.operator.OPERATOR_NAME),
    opening_hours: '24/7',
    url: config.operator.publicUrl(''),
    feed_contact_email: GBFS_CONTACT_EMAIL,
    timezone: config.operator.OPERATOR_TIME_ZONE,
    license_id: GBFS_LICENSE_ID,
  };
}

/** A virtual station: a depot without docks. */
export function stationInformation({ gbfs }: OrderConfig): object {
  const station = {
    station_id: STATION_ID,
    name: localized(gbfs.DEPOT_NAME),
    lat: gbfs.DEPOT_LATITUDE,
    lon: gbfs.DEPOT_LONGITUDE,
    is_virtual_station: true,
    parking_type: 'parking_lot',
  };
  return { stations: [station] };
}

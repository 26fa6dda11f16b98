import { DomainError } from '@carshare/service-kit';

/** The version of the specification; its schemas demand exactly this text. */
export const GBFS_VERSION = '3.1-RC3';

/**
 * The feeds, and for how many seconds a reader may keep each. The specification allows data on vehicles to be 5 minutes old
 * (https://github.com/MobilityData/gbfs/blob/master/gbfs.md#data-latency).
 */
export const FEEDS = {
  gbfs: 3_600,
  system_information: 3_600,
  vehicle_types: 300,
  station_information: 3_600,
  station_status: 60,
  vehicle_status: 60,
  vehicle_availability: 60,
  system_pricing_plans: 300,
} as const;

export type FeedName = keyof typeof FEEDS;

export const FEED_NAMES = Object.keys(FEEDS) as FeedName[];

/** The header that all feeds share, and the data of one. */
export interface Feed {
  last_updated: string;
  ttl: number;
  version: string;
  data: object;
}

export class FeedNotFound extends DomainError {
  constructor() {
    super('feed.not_found', 404, `There is no such feed: /gbfs/v3/gbfs lists them.`);
  }
}

/** The feed of a file name, with or without `.json`. @throws {FeedNotFound} */
export function feedNamed(file: string): FeedName {
  const name = FEED_NAMES.find((known) => file === known || file === `${known}.json`);
  if (!name) throw new FeedNotFound();
  return name;
}

/** @param now when the data was read: the feed is what the shop knows at this time */
export function toFeed(name: FeedName, data: object, now: Date): Feed {
  return { last_updated: timestamp(now), ttl: FEEDS[name], version: GBFS_VERSION, data };
}

/** RFC 3339 to the second, as the specification's examples have it: the schemas refuse fractions in some fields. */
export function timestamp(time: Date): string {
  return time.toISOString().replace(/\.\d{3}Z$/, 'Z');
}

/** A text in the one language of the feeds. */
export function localized(text: string): { text: string; language: string }[] {
  return [{ text, language: LANGUAGE }];
}

/** The names of models and depot come in one language; the specification demands a translation into every listed one. */
export const LANGUAGE = 'en';

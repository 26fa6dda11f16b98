import { readFileSync } from 'node:fs';
import type { ServiceName } from './launcher.js';

/** A request to one service, and the answer that an earlier version gave. */
export interface Recorded {
  service: ServiceName;
  method: 'GET' | 'POST' | 'DELETE';
  path: string;
  body?: string;
  status: number;
  type: string;
  location?: string;
  /** The text of the body, with masked ids and times. */
  answer: string;
}

/** The requests of a file in their order. */
export function readRecorded(file: URL): Recorded[] {
  return JSON.parse(readFileSync(file, 'utf8')) as Recorded[];
}

/**
 * Sends a recorded request again.
 * @param added the members that answers have today and did not have when they were recorded; they are left out
 * @returns the request with today's answer
 */
export async function repeat(
  origin: string,
  { service, method, path, body }: Recorded,
  added: readonly string[],
): Promise<Recorded> {
  const sent = body === undefined ? {} : { body, headers: { 'content-type': 'application/json' } };
  const response = await fetch(origin + path, { method, ...sent });
  const location = response.headers.get('location');
  return {
    ...{ service, method, path },
    ...(body !== undefined && { body }),
    ...{ status: response.status, type: response.headers.get('content-type') ?? '' },
    ...(location !== null && { location: masked(location) }),
    answer: without(added, masked(await response.text())),
  };
}

/** Replaces what differs between two runs: ids and times. */
function masked(text: string): string {
  return text
    .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, '<time>')
    .replaceAll(/("(?:id|\w+Id)":)\d+/g, '$1<id>')
    .replaceAll(/(\/(?:orders|payments|deliveries|paymentCancellations|cancellations|customerpages))\/\d+/g, '$1/<id>');
}

/** Removes members that are numbers or texts, wherever they are but first in their object. */
function without(members: readonly string[], text: string): string {
  return members.reduce((rest, name) => rest.replaceAll(new RegExp(`,"${name}":(?:"[^"]*"|[\\d.]+)`, 'g'), ''), text);
}

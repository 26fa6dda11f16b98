import { ICalCalendar, ICalEventStatus } from 'ical-generator';

/** An event of a calendar. */
export interface CalendarEntry {
  /** The same for ever; without the name of the system. */
  uid: string;
  from: Date;
  to: Date;
  status: 'confirmed' | 'tentative' | 'cancelled';
  /** Rises with each change and never falls (RFC 5545, 3.8.7.4). */
  sequence: number;
  changedAt: Date;
  summary: string;
  description?: string;
}

/** How often a client should look for changes, in seconds. */
const REFRESH_S = 3_600;

const STATUS = {
  confirmed: ICalEventStatus.CONFIRMED,
  tentative: ICalEventStatus.TENTATIVE,
  cancelled: ICalEventStatus.CANCELLED,
} as const;

/**
 * Writes a calendar as iCalendar (RFC 5545). The same entries are the same text: no field contains the time of the reading.
 * @param systemId the end of every UID
 */
export function toICalendar(name: string, systemId: string, entries: readonly CalendarEntry[]): string {
  const calendar = new ICalCalendar({
    // The library escapes the texts of events, and not the name of the calendar.
    name: name.replace(/[\\;,]/g, String.raw`\$&`),
    prodId: { company: 'carshare', product: 'calendar', language: 'EN' },
    ttl: REFRESH_S,
  });
  for (const { uid, from, to, status, sequence, changedAt, summary, description } of entries) {
    calendar.createEvent({
      id: `${uid}@${systemId}`,
      start: from,
      end: to,
      status: STATUS[status],
      sequence,
      stamp: changedAt,
      lastModified: changedAt,
      summary,
      description: description ?? null,
    });
  }
  return calendar.toString();
}

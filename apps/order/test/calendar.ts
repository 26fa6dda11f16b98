import ICAL from 'ical.js';

/** An event of a calendar, as another implementation reads it. */
export interface ReadEvent {
  uid: string;
  from: string;
  to: string;
  status: string;
  sequence: number;
  stamp: string;
  lastModified: string;
  summary: string;
  description: string | null;
}

/** Parses a calendar and checks what RFC 5545 demands of its lines. @throws {Error} for text that is no calendar */
export function readCalendar(text: string): { name: string; events: ReadEvent[] } {
  const lines = text.split('\r\n');
  if (lines.some((line) => line.includes('\n'))) throw new Error('a line does not end with CRLF');
  const long = lines.find((line) => Buffer.byteLength(line) > 75);
  if (long !== undefined) throw new Error(`a line has more than 75 bytes: ${long}`);
  const calendar = new ICAL.Component(ICAL.parse(text) as unknown[]);
  const events = calendar.getAllSubcomponents('vevent').map(toEvent);
  return { name: valueOf(calendar, 'x-wr-calname'), events };
}

function toEvent(component: ICAL.Component): ReadEvent {
  const time = (property: string): string =>
    (component.getFirstPropertyValue(property) as ICAL.Time).toJSDate().toISOString();
  const description = component.getFirstPropertyValue('description');
  return {
    uid: valueOf(component, 'uid'),
    from: time('dtstart'),
    to: time('dtend'),
    status: valueOf(component, 'status'),
    sequence: Number(component.getFirstPropertyValue('sequence')),
    stamp: time('dtstamp'),
    lastModified: time('last-modified'),
    summary: valueOf(component, 'summary'),
    description: typeof description === 'string' ? description : null,
  };
}

function valueOf(component: ICAL.Component, property: string): string {
  const value = component.getFirstPropertyValue(property);
  if (typeof value !== 'string') throw new Error(`${property} is no text`);
  return value;
}

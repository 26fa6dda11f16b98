import { describe, expect, it } from '@jest/globals';
import { decodeEvent, EVENTS } from '../src/index.js';
import { publishedFields } from './published-fields.js';
import { original, REPLACED, SAMPLES, wire } from './samples.js';

describe.each(REPLACED)('%s of a replaced service', (_name, sample) => {
  const { eventType, timestamp: _timestamp, ...data } = sample.original.value;

  it('is read without a key, and null means absent', () => {
    const event = decodeEvent(original(sample));
    const present = Object.entries(data).filter(([, value]) => value !== null);
    expect(event?.definition).toBe(EVENTS.get(String(eventType)));
    expect(Object.entries({ ...event?.data })).toEqual(present);
    expect(event?.definition.key(event.data)).toBe(1);
    expect(event?.time).toEqual(new Date('2026-11-28T21:57:44Z'));
  });

  it('has the same identity every time, whatever its key', () => {
    const message = original(sample);
    expect(decodeEvent({ ...message, key: '7' })?.id).toBe(decodeEvent(message)?.id);
  });

  it('is read with the timestamps of the week year, which run ahead of the year', () => {
    const value = { ...sample.original.value, timestamp: '20271231235959' };
    const time = decodeEvent({ ...original(sample), value: JSON.stringify(value) })?.time;
    expect(time).toEqual(new Date('2027-12-31T23:59:59Z'));
  });
});

describe.each(SAMPLES)('Null in %s', (_name, sample) => {
  const { eventType, value } = { eventType: String(sample.value['eventType']), value: sample.value };
  const read = (changed: object): object | string => {
    try {
      return { ...decodeEvent({ ...wire(sample), value: JSON.stringify(changed) })?.data };
    } catch (error) {
      return (error as Error).message;
    }
  };

  it.each(Object.keys(publishedFields(EVENTS.get(eventType)!)))('for %s is as if the field were absent', (name) => {
    expect(read({ ...value, [name]: null })).toEqual(read({ ...value, [name]: undefined }));
  });

  it('for a field unknown here is absent', () => {
    expect(read({ ...value, insurance: null })).toEqual(read(value));
  });
});

it('A field with the name of the prototype changes nothing', () => {
  const [, sample] = REPLACED[0]!;
  const value = JSON.stringify(sample.value).replace('{', '{"__proto__":{"id":7},');
  const event = decodeEvent({ ...wire(sample), value });
  expect(event?.data).toBeInstanceOf(event!.definition.fields);
});

import { describe, expect, it } from '@jest/globals';
import { decodeEvent, encodeEvent, EVENTS } from '../src/index.js';
import { publishedFields } from './published-fields.js';
import { foreign, SAMPLES, wire } from './samples.js';

/** The fields of a class that two events share, which the first of them never contains. */
const NEVER: Partial<Record<string, string[]>> = { Ordered: ['fee', 'by'], Paid: ['refunded'] };

it('every event of the contract has a sample', () => {
  const types = SAMPLES.map(([name]) => name.split('.')[0]);
  expect(new Set(types)).toEqual(new Set(EVENTS.keys()));
});

it.each([...EVENTS.values()])('a sample of $type contains each of its fields', ({ type, ...definition }) => {
  const contained = SAMPLES.filter(([name]) => name.startsWith(`${type}.`)).flatMap(([, { value }]) =>
    Object.keys(value),
  );
  const left = Object.keys(publishedFields(definition)).filter((field) => !contained.includes(field));
  expect(left.filter((field) => !NEVER[type]?.includes(field))).toEqual([]);
});

describe.each(SAMPLES)('%s', (name, sample) => {
  const { eventType, timestamp, ...data } = sample.value;

  it('decodes to what it says', () => {
    const event = decodeEvent(wire(sample));
    expect(event?.definition).toBe(EVENTS.get(String(eventType)));
    expect(event?.id).toBe(sample.headers['ce_id']);
    expect(event?.time.toISOString()).toBe(sample.headers['ce_time']);
    expect(event?.traceparent).toBe(sample.headers['traceparent']);
    expect({ ...event?.data }).toEqual(data);
    expect(event?.definition.key(event.data)).toBe(Number(sample.key));
  });

  it('is what the publisher of its version writes, byte for byte', () => {
    const definition = EVENTS.get(String(eventType))!;
    if (!name.endsWith(`.v${definition.version}`)) return;
    const { ce_id: id, ce_time: time, traceparent, ce_source: source } = sample.headers;
    const origin = { id: id!, time: new Date(time!), traceparent, source: source!.replace('/carshare/', '') };
    expect(encodeEvent(definition, data, origin)).toEqual(wire(sample));
  });

  it('is accepted from a publisher without headers, with an identity of its content', () => {
    const event = decodeEvent(foreign(sample));
    const { eventType: type, timestamp: stamp, ...said } = sample.foreign;
    expect([type, stamp]).toEqual([eventType, timestamp]);
    expect({ ...event?.data }).toEqual(said);
    expect(event?.time).toEqual(new Date('2026-01-02T03:04:05Z'));
    expect(event?.traceparent).toBeUndefined();
    expect(event?.id).toMatch(/^sha256-[0-9a-f]{40}$/);
    expect(decodeEvent(foreign(sample))?.id).toBe(event?.id);
    const other = { ...sample, foreign: { ...sample.foreign, id: 99 } };
    expect(decodeEvent(foreign(other))?.id).not.toBe(event?.id);
  });
});

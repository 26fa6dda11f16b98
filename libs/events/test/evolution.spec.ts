import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { IsInt, IsOptional, IsString } from 'class-validator';
import { ALWAYS_OURS, decodeEvent, EVENTS } from '../src/index.js';
import { breaks, publishedFields, type Contract } from './published-fields.js';
import { foreign, original, SAMPLES, wire } from './samples.js';

function published(name: string): Contract {
  return JSON.parse(readFileSync(new URL(`../contract/${name}.json`, import.meta.url), 'utf8')) as Contract;
}

describe.each(SAMPLES)('%s', (name, sample) => {
  const definition = EVENTS.get(name.split('.')[0]!)!;

  it('keeps what was published', () => {
    expect(breaks(published(name), publishedFields(definition))).toEqual([]);
  });

  it('is published in whole once it is the current version', () => {
    if (name.endsWith(`.v${definition.version}`)) expect(publishedFields(definition)).toEqual(published(name));
  });

  it('of a newer publisher, with a field unknown here, is read and keeps it', () => {
    const newer = { ...sample, value: { ...sample.value, insurance: { kind: 'full' } } };
    const headers = { ...sample.headers, ce_dataschema: `urn:carshare:event:${definition.type}:99` };
    expect(decodeEvent({ ...wire(newer), headers })?.data).toMatchObject({ insurance: { kind: 'full' } });
  });

  it('of an older publisher is read', () => {
    expect(decodeEvent(wire(sample))?.definition).toBe(definition);
    expect(decodeEvent(foreign(sample))?.definition).toBe(definition);
    if (sample.original) expect(decodeEvent(original(sample))?.definition).toBe(definition);
  });
});

class Before {
  @IsInt() id: number;
  @IsString() status: string;
  @IsOptional() @IsString() note?: string;
}
class Grown extends Before {
  @IsOptional() @IsInt() seats?: number;
}
class Removed {
  @IsInt() id: number;
  @IsOptional() @IsString() note?: string;
}
class Renamed extends Removed {
  @IsString() state: string;
}
class Retyped extends Removed {
  @IsInt() status: number;
}
class Stricter {
  @IsInt() id: number;
  @IsString() status: string;
  @IsString() note: string;
}
class Demanding extends Before {
  @IsInt() seats: number;
}
class Looser extends Removed {
  @IsOptional() @IsString() status?: string;
}
class Tolerant extends Removed {
  @IsOptional(ALWAYS_OURS) @IsString() status?: string;
}

describe('The comparison of contracts', () => {
  it.each([
    ['an added optional field', Grown, []],
    ['a removed field', Removed, ['status is removed']],
    ['a renamed field', Renamed, ['status is removed', 'state is newly required']],
    ['a retyped field', Retyped, ['status is retyped from string to integer']],
    ['a field that becomes required', Stricter, ['note is newly required']],
    ['an added required field', Demanding, ['seats is newly required']],
    ['a field that may now be absent', Looser, ['status is no longer promised']],
    ['a field that only others may leave out', Tolerant, []],
  ])('judges %s', (_title, fields, faults) => {
    expect(breaks(publishedFields({ fields: Before }), publishedFields({ fields }))).toEqual(faults);
  });

  it('finds a field that this shop no longer always publishes', () => {
    const faults = breaks(publishedFields({ fields: Tolerant }), publishedFields({ fields: Looser }));
    expect(faults).toEqual(['status is no longer promised']);
  });
});

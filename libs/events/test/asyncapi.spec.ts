import { readFileSync, writeFileSync } from 'node:fs';
import { Parser } from '@asyncapi/parser';
import { describe, expect, it } from '@jest/globals';
import { Ajv } from 'ajv';
import { asyncApiDocument } from './asyncapi-document.js';
import { SAMPLES } from './samples.js';

const FILE = new URL('../asyncapi.json', import.meta.url);
const generated = `${JSON.stringify(asyncApiDocument(), undefined, 2)}\n`;
if (process.env['API_DOCS'] === 'write') writeFileSync(FILE, generated);

interface Message {
  payload: Record<string, unknown>;
  headers: Record<string, unknown>;
}

const committed = readFileSync(FILE, 'utf8');
const { components } = JSON.parse(committed) as {
  components: { messages: Record<string, Message>; schemas: { headers: Record<string, unknown> } };
};
const ajv = new Ajv({ allErrors: true, validateFormats: false, allowUnionTypes: true });
/** @returns what the published schema finds wrong */
const faults = (type: string, value: object): string[] => {
  const validate = ajv.compile(components.messages[type]!.payload);
  validate(value);
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message ?? ''}`);
};

describe('The AsyncAPI document', () => {
  it('is the committed one: otherwise run npx nx run events:api-docs', () => {
    expect(committed).toBe(generated);
  });

  it('passes the parser without a word', async () => {
    const diagnostics = await new Parser().validate(committed);
    expect(diagnostics.map(({ code, message, path }) => [code, message, path.join('.')])).toEqual([]);
  });
});

describe.each(SAMPLES)('By the published schema, %s', (name, { value, foreign, original, headers }) => {
  const type = name.split('.')[0]!;

  it('is valid, from our own publisher and from others, also with a field added', () => {
    expect(faults(type, value)).toEqual([]);
    expect(faults(type, foreign)).toEqual([]);
    if (original) expect(faults(type, original.value)).toEqual([]);
    expect(faults(type, { ...value, insurance: 'full' })).toEqual([]);
    expect(ajv.validate(components.schemas.headers, headers)).toBe(true);
  });

  it('is not valid without a field, or with one of another type', () => {
    const { id: _id, ...without } = value;
    expect(faults(type, without)).toEqual([" must have required property 'id'"]);
    expect(faults(type, { ...value, id: '7' })).toEqual(['/id must be integer']);
    expect(faults(type, { ...value, eventType: 'Other' })).toEqual(['/eventType must be equal to constant']);
  });
});

import { describe, expect, it } from '@jest/globals';
import { httpBreaks, httpContractOf, isWidened } from '../src/http-contract.js';

interface Fields {
  required: string[];
  properties: Record<string, object>;
}

const asked: Fields = { required: ['qty'], properties: { qty: { type: 'integer' }, note: { type: 'string' } } };
const answered: Fields = {
  required: ['id', 'status'],
  properties: { id: { type: 'integer' }, status: { type: 'string' }, paidAt: { type: ['string', 'null'] } },
};

/** An API with one operation. */
function api(request = asked, answer = answered, parameters: object[] = []): object {
  const json = (schema: object): object => ({ content: { 'application/json': { schema } } });
  return {
    paths: {
      '/orders': {
        post: {
          parameters,
          requestBody: json({ $ref: '#/components/schemas/Ask' }),
          responses: { 201: json({ allOf: [{ type: 'object', ...answer }] }), 400: {} },
        },
      },
    },
    components: { schemas: { Ask: request } },
  };
}

const breaks = (changed: object): string[] => httpBreaks(httpContractOf(api()), httpContractOf(changed));
const without = ({ required, properties }: Fields, name: string): Fields => ({
  required: required.filter((field) => field !== name),
  properties: Object.fromEntries(Object.entries(properties).filter(([field]) => field !== name)),
});
const having = ({ required, properties }: Fields, more: Record<string, object>, ...needed: string[]): Fields => ({
  required: [...required, ...needed],
  properties: { ...properties, ...more },
});

describe('The comparison of APIs', () => {
  it('is content with what stays, and with what is added and may be absent', () => {
    expect(breaks(api())).toEqual([]);
    const parameter = { in: 'header', name: 'Prefer', schema: { type: 'string' } };
    expect(breaks(api(having(asked, { seats: { type: 'integer' } }), answered, [parameter]))).toEqual([]);
    expect(breaks(api(asked, having(answered, { seats: { type: 'integer' } }, 'seats')))).toEqual([]);
  });

  it.each([
    ['a removed field of an answer', api(asked, without(answered, 'status')), ['-> 201 status is removed']],
    [
      'a retyped field of an answer',
      api(asked, having(answered, { id: { type: 'string' } })),
      ['-> 201 id is retyped from integer to string'],
    ],
    [
      'a field of an answer that may become null',
      api(asked, having(answered, { status: { type: ['string', 'null'] } })),
      ['-> 201 status is retyped from string to string|null'],
    ],
    [
      'a field that an answer no longer promises',
      api(asked, { ...answered, required: ['id'] }),
      ['-> 201 status is no longer promised'],
    ],
    ['a removed field of a request', api(without(asked, 'note')), ['<- note is removed']],
    [
      'a field that a request must now have',
      api({ ...asked, required: ['qty', 'note'] }),
      ['<- note is newly required'],
    ],
    [
      'an added field that a request must have',
      api(having(asked, { seats: { type: 'integer' } }, 'seats')),
      ['<- seats is newly required'],
    ],
    [
      'an added header that a request must have',
      api(asked, answered, [{ in: 'header', name: 'Key', required: true, schema: { type: 'string' } }]),
      ['<- header Key is newly required'],
    ],
  ])('finds %s', (_title, changed, faults) => {
    expect(breaks(changed)).toEqual(faults.map((fault) => `POST /orders ${fault}`));
  });

  it('finds a renamed field on both sides, and a removed operation', () => {
    const renamed = having(without(asked, 'qty'), { quantity: { type: 'integer' } }, 'quantity');
    expect(breaks(api(renamed))).toEqual([
      'POST /orders <- qty is removed',
      'POST /orders <- quantity is newly required',
    ]);
    expect(breaks({ paths: {} })).toContain('POST /orders is removed');
  });

  it('is content with a request that may hold more, and finds what narrows it again', () => {
    const wider = { required: [], properties: { ...asked.properties, qty: { type: ['integer', 'null'] } } };
    expect(breaks(api(wider))).toEqual([]);
    const [published, widened] = [httpContractOf(api()), httpContractOf(api(wider))];
    const keys = Object.keys(published).filter((key) => isWidened(key, published[key]!, widened[key]!));
    expect(keys).toEqual(['POST /orders <- qty']);
    expect(httpBreaks(widened, published)).toEqual(['POST /orders <- qty is retyped from integer|null? to integer']);
    expect(isWidened('GET /orders -> 200 qty', 'integer', 'integer?')).toBe(false);
    expect(isWidened('POST /orders <- qty', 'integer?', 'integer|null')).toBe(false);
  });

  it('may ask for anything in a new operation', () => {
    expect(httpBreaks({}, httpContractOf(api()))).toEqual([]);
  });
});

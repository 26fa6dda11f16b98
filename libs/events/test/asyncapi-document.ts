import { contractOf, EVENTS, SERVICES, TOPIC, type EventDefinition } from '../src/index.js';
import { objectSchema, type Json } from './json-schema.js';
import { SAMPLES } from './samples.js';

/** The JSON Schema of an event's value. */
export function schemaOf({ type, fields }: Pick<EventDefinition, 'type' | 'fields'>): Json {
  const { required, properties } = objectSchema(fields);
  return {
    type: 'object',
    required: ['eventType', 'timestamp', ...required],
    properties: {
      eventType: { type: 'string', const: type },
      timestamp: { type: 'string', pattern: '^\\d{14}$', description: 'yyyyMMddHHmmss, in UTC.' },
      ...properties,
    },
    additionalProperties: true,
  };
}

const text = (description: string, more: Json = {}): Json => ({ type: 'string', description, ...more });

const HEADERS = {
  type: 'object',
  description: 'CloudEvents 1.0 in binary mode. Events of other publishers have none: their content is their identity.',
  properties: {
    'content-type': text('The form of the value.', { const: 'application/json' }),
    ce_specversion: text('The version of CloudEvents.', { const: '1.0' }),
    ce_id: text('The identity of the event: equal for a repetition.'),
    ce_type: text('The eventType.', { enum: [...EVENTS.keys()] }),
    ce_source: text('The publishing service.', { examples: ['/carshare/payment'] }),
    ce_time: text('When it happened.', { format: 'date-time' }),
    ce_dataschema: text('The event and its version.', { pattern: '^urn:carshare:event:\\w+:\\d+$' }),
    traceparent: text('The trace that the event belongs to (W3C Trace Context).'),
  },
};

/** The AsyncAPI 3.1 document of the topic. */
export function asyncApiDocument(): Json {
  const channel = { $ref: '#/channels/carshare' };
  const messages = (types: readonly string[]): Json[] =>
    types.map((type) => ({ $ref: `#/channels/carshare/messages/${type}` }));
  const sends = SERVICES.map((service) => ({ service, types: typesOf(contractOf(service).publishes) }))
    .filter(({ types }) => types.length > 0)
    .map(({ service, types }) => [
      `${service}Publishes`,
      { action: 'send', channel, summary: `What ${service} publishes.`, messages: messages(types) },
    ]);
  const receives = SERVICES.map((service) => ({ service, ...contractOf(service) }))
    .filter(({ group }) => group !== undefined)
    .map(({ service, consumes, group }) => [
      `${service}Reads`,
      {
        action: 'receive',
        channel,
        summary: `What ${service} acts on; it passes over the others.`,
        messages: messages(typesOf(consumes)),
        bindings: { kafka: { groupId: { type: 'string', const: group } } },
      },
    ]);
  return {
    asyncapi: '3.1.0',
    info: {
      title: 'car share: events',
      version: '1.0.0',
      description:
        'One topic; the key is the order id. At least once, in order for each order. Fields may be added, never removed, renamed or retyped. `Paid` can come before `Ordered`.',
      license: { name: 'MIT', url: 'https://spdx.org/licenses/MIT.html' },
    },
    defaultContentType: 'application/json',
    channels: {
      carshare: {
        address: TOPIC,
        description: 'Every event of every order.',
        bindings: { kafka: { topic: TOPIC } },
        messages: Object.fromEntries(
          [...EVENTS.keys()].map((type) => [type, { $ref: `#/components/messages/${type}` }]),
        ),
      },
    },
    operations: Object.fromEntries([...sends, ...receives]) as Json,
    components: {
      messages: Object.fromEntries([...EVENTS.values()].map((event) => [event.type, messageOf(event)])),
      schemas: { headers: HEADERS },
    },
  };
}

function typesOf(events: readonly EventDefinition[]): string[] {
  return events.map(({ type }) => type);
}

function messageOf(event: EventDefinition): Json {
  const examples = SAMPLES.filter(([name]) => name.startsWith(`${event.type}.`)).flatMap(([name, sample]) => [
    { name, summary: 'As the service writes it.', headers: sample.headers, payload: sample.value },
    { name: `${name}-foreign`, summary: 'As another publisher writes it.', payload: sample.foreign },
    ...(sample.original
      ? [
          {
            name: `${name}-original`,
            summary: 'As the replaced service wrote it, with a null key.',
            headers: sample.original.headers,
            payload: sample.original.value,
          },
        ]
      : []),
  ]);
  return {
    name: event.type,
    title: event.type,
    summary: event.summary,
    contentType: 'application/json',
    headers: { $ref: '#/components/schemas/headers' },
    payload: schemaOf(event),
    bindings: {
      kafka: {
        key: { type: 'string', description: 'The order id in decimal; null in events of the replaced services.' },
      },
    },
    examples,
  };
}

import { getMetadataStorage } from 'class-validator';
import { EVENTS, GROUPS, TOPIC, type EventDefinition } from '../src/index.js';
import { isAlwaysOurs } from './published-fields.js';
import { SAMPLES } from './samples.js';

type Json = Record<string, unknown>;

/** Who publishes what, and who reads it: a description for people, which the services' own tests prove. */
const PUBLISHERS = {
  order: ['Ordered', 'OrderCancelled'],
  payment: ['Paid', 'PayCancelled'],
  delivery: ['Shipped', 'DeliveryCanceled'],
};
const READERS: Record<keyof typeof GROUPS, string[]> = {
  order: ['Paid', 'PayCancelled', 'Shipped', 'DeliveryCanceled'],
  delivery: ['Paid'],
  customerpage: [...EVENTS.keys()],
};

const SUMMARIES: Record<string, string> = {
  Ordered: 'An order is established: it is paid.',
  OrderCancelled: 'An order is cancelled: its delivery is cancelled and its money is back.',
  Paid: "The order's money is charged.",
  PayCancelled: "The order's money is refunded.",
  Shipped: 'The car is on its way to the customer.',
  DeliveryCanceled: 'The delivery is cancelled.',
};

const ALWAYS_OURS_TEXT = 'The services of this shop always publish it; others may leave it out.';

/** What a decorator of a field says in JSON Schema. */
const KEYWORDS: Record<string, Json> = {
  isInt: { type: 'integer' },
  isNumber: { type: 'number' },
  isString: { type: 'string' },
  isPositive: { exclusiveMinimum: 0 },
};

/** The JSON Schema of an event's value, read off the decorators that check it. Fields may be added: unknown ones are let through. */
export function schemaOf({ type, fields }: Pick<EventDefinition, 'type' | 'fields'>): Json {
  const properties: Record<string, Json> = {
    eventType: { type: 'string', const: type },
    timestamp: { type: 'string', pattern: '^\\d{14}$', description: 'yyyyMMddHHmmss, in UTC.' },
  };
  const optional = new Set<string>();
  for (const entry of getMetadataStorage().getTargetValidationMetadatas(fields, '', true, false)) {
    const field = (properties[entry.propertyName] ??= {});
    Object.assign(field, KEYWORDS[entry.name ?? '']);
    if (entry.type === 'conditionalValidation') optional.add(entry.propertyName);
    if (isAlwaysOurs(entry.context)) field['description'] = ALWAYS_OURS_TEXT;
  }
  for (const name of optional) properties[name] = { ...properties[name], type: [properties[name]?.['type'], 'null'] };
  const required = Object.keys(properties).filter((name) => !optional.has(name));
  return { type: 'object', required, properties, additionalProperties: true };
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
  const sends = Object.entries(PUBLISHERS).map(([service, types]) => [
    `${service}Publishes`,
    { action: 'send', channel, summary: `What ${service} publishes.`, messages: messages(types) },
  ]);
  const receives = Object.entries(READERS).map(([service, types]) => [
    `${service}Reads`,
    {
      action: 'receive',
      channel,
      summary: `What ${service} acts on; it passes over the others.`,
      messages: messages(types),
      bindings: { kafka: { groupId: { type: 'string', const: GROUPS[service as keyof typeof GROUPS] } } },
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

function messageOf(event: EventDefinition): Json {
  const examples = SAMPLES.filter(([name]) => name.startsWith(`${event.type}.`)).flatMap(([name, sample]) => [
    { name, summary: 'As the service writes it.', headers: sample.headers, payload: sample.value },
    { name: `${name}-foreign`, summary: 'As another publisher writes it.', payload: sample.foreign },
    {
      name: `${name}-original`,
      summary: 'As the replaced service wrote it, with a null key.',
      headers: sample.original.headers,
      payload: sample.original.value,
    },
  ]);
  return {
    name: event.type,
    title: event.type,
    summary: SUMMARIES[event.type],
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

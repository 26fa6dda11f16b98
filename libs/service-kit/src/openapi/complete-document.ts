import type { OpenAPIObject } from '@nestjs/swagger';
import { PROBLEM_RESPONSES, PROBLEM_SCHEMA } from './problem-schema.js';

type Json = Record<string, unknown>;

/** An operation of the document, as far as it is completed here. */
interface Operation extends Json {
  operationId?: string;
  tags?: string[];
  security?: unknown;
  parameters?: { name: string; in: string; schema?: Json; example?: unknown }[];
  requestBody?: { content: Record<string, { schema?: Json; example?: unknown }> };
  responses: Record<string, Json>;
  'x-public'?: boolean;
  'x-roles'?: string[];
}

/** What the operations are about. */
const TAGS = [
  { name: 'cars', description: 'The fleet.' },
  { name: 'orders', description: 'What customers order.' },
  { name: 'payments', description: 'The money of the orders.' },
  { name: 'deliveries', description: 'The way of the cars to the customers.' },
  { name: 'customerpages', description: "The customers' rentals, fed by events." },
  { name: 'operator', description: "The operator's desk." },
];

const METHODS = ['get', 'post', 'patch', 'put', 'delete'];

/**
 * Writes into a document what holds for every operation, so that no controller repeats it: its identifier, who may call it, the
 * bounds of ids, and the refusals with their form. Null is spelled as OpenAPI 3.1 does.
 */
export function completeDocument(document: OpenAPIObject): OpenAPIObject {
  const complete = spellNull(document) as OpenAPIObject;
  for (const [path, item] of Object.entries(complete.paths) as [string, Json][]) {
    for (const method of METHODS) {
      if (!item[method]) continue;
      const operation = item[method] as Operation;
      completeOperation(method, path, operation);
      for (const body of Object.values(operation.requestBody?.content ?? {})) {
        completeBody(body, complete.components?.schemas ?? {});
      }
    }
  }
  complete.tags = TAGS.filter(({ name }) => used(complete).has(name));
  delete complete.info.contact;
  complete.components = {
    ...complete.components,
    schemas: { ...complete.components?.schemas, Problem: PROBLEM_SCHEMA },
  };
  return complete;
}

function used({ paths }: OpenAPIObject): Set<unknown> {
  const items = Object.values(paths) as Record<string, Operation | undefined>[];
  return new Set(items.flatMap((item) => METHODS.flatMap((method) => item[method]?.tags ?? [])));
}

function completeOperation(method: string, path: string, operation: Operation): void {
  operation.operationId = operationId(method, path);
  operation.security = operation['x-public'] ? [] : [{ bearer: [] }];
  delete operation['x-public'];
  for (const parameter of operation.parameters ?? []) if (parameter.in === 'path') completePathParameter(parameter);
  for (const status of refusals(operation)) operation.responses[status] ??= {};
  for (const [status, response] of Object.entries(operation.responses)) {
    const usual = PROBLEM_RESPONSES[status];
    if (usual) operation.responses[status] = { ...usual, ...response };
  }
}

/** What any operation of the kind may be refused with. */
function refusals(operation: Operation): string[] {
  const hasPath = operation.parameters?.some((parameter) => parameter.in === 'path') ?? false;
  return [
    '400',
    ...(operation.security instanceof Array && operation.security.length > 0 ? ['401'] : []),
    ...(operation['x-roles'] ? ['403'] : []),
    ...(hasPath ? ['404'] : []),
    ...(operation.requestBody ? ['413', '415'] : []),
    '500',
    '503',
  ];
}

/** `GET /orders/{id}` is `getOrdersById`: stable, and unique in the shop. */
function operationId(method: string, path: string): string {
  const parts = path.split('/').filter(Boolean);
  return (
    method +
    parts
      .map((part) => (part.startsWith('{') ? `By${capital(part.slice(1, -1))}` : part.split('-').map(capital).join('')))
      .join('')
  );
}

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

/** Gives the body an example that works as it stands, from those of its members; a member that may be absent may be null. */
function completeBody(body: { schema?: Json; example?: unknown }, schemas: Readonly<Record<string, unknown>>): void {
  const name = String(body.schema?.['$ref']).replace('#/components/schemas/', '');
  const { properties = {}, required = [] } = (schemas[name] ?? {}) as {
    properties?: Record<string, Json>;
    required?: string[];
  };
  const members = Object.entries(properties);
  const examples = members.filter(([, member]) => member['example'] !== undefined);
  body.example = Object.fromEntries(examples.map(([member, { example }]) => [member, example]));
  for (const [member, schema] of members) if (!required.includes(member)) acceptNull(schema);
}

function acceptNull(schema: Json): void {
  const types = ([] as unknown[]).concat(schema['type'] ?? []);
  if (types.length > 0 && !types.includes('null')) schema['type'] = [...types, 'null'];
  const values: unknown = schema['enum'];
  if (values instanceof Array && !values.includes(null)) schema['enum'] = [...(values as unknown[]), null];
}

/** Every number in a path is an id; the pipe that reads it has these bounds. */
function completePathParameter(parameter: { schema?: Json; example?: unknown }): void {
  if (parameter.schema?.['type'] !== 'number') return;
  parameter.schema = { type: 'integer', minimum: 1, maximum: 2_147_483_647 };
  parameter.example ??= 1;
}

/** `nullable` is not a word of OpenAPI 3.1. */
function spellNull(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(spellNull);
  if (typeof node !== 'object' || node === null) return node;
  const { nullable, ...members } = node as Json;
  const spelled = Object.fromEntries(Object.entries(members).map(([name, member]) => [name, spellNull(member)]));
  return nullable === true ? { ...spelled, type: [spelled['type'], 'null'] } : spelled;
}

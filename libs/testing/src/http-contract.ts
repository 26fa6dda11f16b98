/** The contract of an API: one entry per operation, answer and field. The value is the field's type. */
export type HttpContract = Record<string, string>;

type Json = Record<string, unknown>;

interface Parameter {
  name: string;
  in: string;
  required?: boolean;
  schema?: Json;
}

interface Operation {
  parameters?: Parameter[];
  requestBody?: { content?: Json };
  responses: Record<string, { content?: Json }>;
}

const METHODS = ['get', 'post', 'patch', 'put', 'delete'];

/**
 * Derives the contract from an OpenAPI document. A key is `POST /orders <- qty` for a field of a request and
 * `POST /orders -> 201 qty` for a field of an answer. `?` after a type: the field may be absent.
 */
export function httpContractOf(document: object): HttpContract {
  const root = document as { paths: Record<string, Record<string, Operation>> };
  const contract: HttpContract = {};
  for (const [path, item] of Object.entries(root.paths)) {
    for (const method of METHODS) {
      const operation = item[method];
      if (!operation) continue;
      const name = `${method.toUpperCase()} ${path}`;
      contract[name] = 'operation';
      for (const parameter of operation.parameters ?? []) {
        contract[`${name} <- ${parameter.in} ${parameter.name}`] = typeOf(parameter.schema ?? {}, parameter.required);
      }
      walk(root, schemaOf(operation.requestBody), `${name} <-`, contract);
      for (const [status, response] of Object.entries(operation.responses)) {
        if (!status.startsWith('2')) continue;
        contract[`${name} -> ${status}`] = 'answer';
        walk(root, schemaOf(response), `${name} -> ${status}`, contract);
      }
    }
  }
  return contract;
}

/**
 * Finds the changes that break a client of the published API.
 * @returns one line per fault; empty when the API only gained entries
 */
export function httpBreaks(published: HttpContract, current: HttpContract): string[] {
  const faults = Object.entries(published).flatMap(([key, before]) => {
    const now = current[key];
    if (now === undefined) return [`${key} is removed`];
    const isRetyped = isRequest(key) ? !acceptsAll(now, before) : bare(now) !== bare(before);
    if (isRetyped) return [`${key} is retyped from ${before} to ${now}`];
    if (isRequest(key) && before.endsWith('?') && !now.endsWith('?')) return [`${key} is newly required`];
    if (!isRequest(key) && !before.endsWith('?') && now.endsWith('?')) return [`${key} is no longer promised`];
    return [];
  });
  const demands = Object.keys(current).filter(
    (key) => isRequest(key) && !(key in published) && operationOf(key) in published && !current[key]?.endsWith('?'),
  );
  return [...faults, ...demands.map((key) => `${key} is newly required`)];
}

/**
 * Whether a request entry accepts more than the published one: it has become optional or accepts another type. The
 * published entry is replaced then, so that a later change cannot narrow it.
 */
export function isWidened(key: string, before: string, now: string): boolean {
  return isRequest(key) && now !== before && acceptsAll(now, before) && (now.endsWith('?') || !before.endsWith('?'));
}

function acceptsAll(now: string, before: string): boolean {
  const types = bare(now).split('|');
  return bare(before)
    .split('|')
    .every((type) => types.includes(type));
}

const operationOf = (key: string): string => key.replace(/ <-.*/, '');
const isRequest = (key: string): boolean => key.includes(' <-');
const bare = (type: string): string => type.replace(/\?$/, '');

function schemaOf(part: { content?: Json } | undefined): Json | undefined {
  const content = part?.content?.['application/json'] as { schema?: Json } | undefined;
  return content?.schema;
}

function typeOf({ type, enum: values }: Json, required = false): string {
  const names: unknown[] = Array.isArray(type) ? type : [type ?? (values ? 'string' : 'any')];
  return `${names.join('|')}${required ? '' : '?'}`;
}

function walk(root: object, given: Json | undefined, path: string, contract: HttpContract): void {
  if (!given) return;
  const schema = resolve(root, given);
  for (const part of (schema['allOf'] ?? []) as Json[]) walk(root, part, path, contract);
  if (schema['items']) walk(root, schema['items'] as Json, `${path}[]`, contract);
  const required = (schema['required'] ?? []) as string[];
  for (const [name, member] of Object.entries((schema['properties'] ?? {}) as Record<string, Json>)) {
    const key = `${path}${/(<-|\d)$/.test(path) ? ' ' : '.'}${name}`;
    const found = resolve(root, member);
    contract[key] = typeOf(found, required.includes(name));
    walk(root, found, key, contract);
  }
}

function resolve(root: object, schema: Json): Json {
  if (typeof schema['$ref'] !== 'string') return schema;
  let node: unknown = root;
  for (const part of schema['$ref'].slice(2).split('/')) node = (node as Json)[part];
  return node as Json;
}

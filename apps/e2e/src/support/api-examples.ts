import { expect } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { Client } from './client.js';

interface Parameter {
  name: string;
  in: string;
  required?: boolean;
  example?: unknown;
  schema?: { example?: unknown };
}

interface Operation {
  parameters?: Parameter[];
  requestBody?: { content: Record<string, { example?: object }> };
  responses: Record<string, { content?: Record<string, object> }>;
}

export interface ApiDocument {
  paths: Record<string, Record<string, Operation>>;
}

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

/** Sends the examples of an OpenAPI document, unchanged but for days that are past, and validates each answer against the document. */
export class ApiExamples {
  private readonly ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false });

  constructor(
    private readonly document: ApiDocument,
    private readonly client: Client,
  ) {
    this.ajv.addSchema(document, 'api');
  }

  /** The operations, such as `GET /orders/{id}`. */
  get operations(): string[] {
    return Object.entries(this.document.paths).flatMap(([path, item]) =>
      Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
    );
  }

  /** Sends an operation's example. @returns the status of its answer, which the document must contain */
  async send(name: string): Promise<number> {
    const [method = '', path = ''] = name.split(' ');
    const operation = this.document.paths[path]?.[method.toLowerCase()];
    if (!operation) throw new Error(`there is no operation ${name}`);
    const { parameters = [], requestBody } = operation;
    const given = parameters.filter(({ in: place, required }) => place !== 'query' || required);
    const body = requestBody?.content['application/json'];
    const answer = await this.client.send(
      method as Method,
      target(path, given),
      body && soon(JSON.stringify(body.example ?? {})),
      {
        ...(body && { 'content-type': 'application/json' }),
        ...Object.fromEntries(placed(given, 'header')),
      },
    );
    const [type = ''] = String(answer.headers['content-type'] ?? '').split(';');
    const described = operation.responses[answer.status];
    expect([name, answer.status, described && Object.keys(described.content ?? { '': {} })]).toEqual([
      name,
      answer.status,
      [type],
    ]);
    if (type.includes('json')) this.check(method, path, answer.status, type, answer.body);
    return answer.status;
  }

  private check(method: string, path: string, status: number, type: string, body: unknown): void {
    const steps = ['paths', path, method.toLowerCase(), 'responses', status, 'content', type, 'schema'];
    const pointer = steps.map((step) => encodeURIComponent(String(step).replaceAll('/', '~1'))).join('/');
    this.ajv.validate({ $ref: `api#/${pointer}` }, body);
    expect([`${method} ${path}`, this.ajv.errors ?? []]).toEqual([`${method} ${path}`, []]);
  }
}

function placed(parameters: readonly Parameter[], place: string): [string, string][] {
  return parameters
    .filter((parameter) => parameter.in === place)
    .map(({ name, example, schema }) => {
      const value = example ?? schema?.example;
      if (value === undefined) throw new Error(`the ${place} parameter ${name} has no example`);
      return [name, soon(JSON.stringify(value).replace(/^"(.*)"$/, '$1'))];
    });
}

/** Each time of day in an example, tomorrow: a document cannot name a day that is never past. */
function soon(example: string): string {
  const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
  return example.replace(/(?<=^|")\d{4}-\d\d-\d\d(?=T)/g, tomorrow);
}

function target(path: string, parameters: readonly Parameter[]): string {
  const filled = placed(parameters, 'path').reduce((left, [name, value]) => left.replace(`{${name}}`, value), path);
  const query = new URLSearchParams(placed(parameters, 'query')).toString();
  return query === '' ? filled : `${filled}?${query}`;
}

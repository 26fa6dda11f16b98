import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

export type Row = Record<string, unknown> & { id: number };

/** A collection of resources, and what happens when one is added or removed; a hook that throws answers 500 and undoes it. */
export interface Collection {
  rows: Map<number, Row>;
  fields: readonly string[];
  onAdd?: (row: Row) => Promise<void>;
  onRemove?: (row: Row) => Promise<void>;
}

export function collection(fields: readonly string[], hooks: Pick<Collection, 'onAdd' | 'onRemove'> = {}): Collection {
  return { rows: new Map(), fields, ...hooks };
}

/** Adds a row as a repository does. All ids of one service come from one sequence. */
export type Add = (to: Collection, row: Readonly<Record<string, unknown>>) => Promise<Row>;

/**
 * Answers as Spring Data REST does: absolute links, no id in the body, unknown fields ignored, and the body of a 201
 * only for a request with `Accept`.
 */
export class SpringDataRest {
  /** The statuses of its answers of 500 and above. */
  readonly failures: string[] = [];
  private lastId = 0;
  private readonly server = createServer((request, response) => void this.serve(request, response));

  constructor(private readonly collections: Readonly<Record<string, Collection>>) {}

  async listen(port: number): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(port, '127.0.0.1', resolve));
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  readonly add: Add = async (to, given) => {
    const row: Row = { id: (this.lastId += 1) };
    for (const name of to.fields) row[name] = given[name] ?? null;
    to.rows.set(row.id, row);
    try {
      await to.onAdd?.(row);
      return row;
    } catch (error) {
      to.rows.delete(row.id);
      throw error;
    }
  };

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      await this.answer(request, response);
    } catch (error) {
      this.failures.push(`${request.method} ${request.url}: ${String(error)}`);
      response.writeHead(500).end();
    }
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '', 'http://original');
    const [, name = '', id] = /^\/(\w+)(?:\/(\d+))?$/.exec(pathname) ?? [];
    const found = this.collections[name];
    const row = found?.rows.get(Number(id));
    const origin = `http://${request.headers.host}`;
    const view = ({ id: own, ...fields }: Row): object => {
      const self = { href: `${origin}/${name}/${own}` };
      return { ...fields, _links: { self, [name.replace(/s$/, '')]: self } };
    };
    const send = (status: number, body?: object, headers: Record<string, string> = {}): void => {
      const type = { 'content-type': 'application/hal+json;charset=UTF-8' };
      response.writeHead(status, body ? { ...type, ...headers } : headers).end(body && JSON.stringify(body));
    };
    if (!found || (id !== undefined && !row)) return send(404);
    if (row) {
      if (request.method === 'GET') return send(200, view(row));
      if (request.method !== 'DELETE') return send(405);
      await found.onRemove?.(row);
      found.rows.delete(row.id);
      return send(204);
    }
    if (request.method === 'GET') {
      const rows = [...found.rows.values()].map(view);
      return send(200, { _embedded: { [name]: rows }, _links: { self: { href: origin + pathname } } });
    }
    if (request.method !== 'POST') return send(405);
    if (!/^application\/(hal\+)?json/.test(request.headers['content-type'] ?? '')) return send(415);
    const made = await this.add(found, (await json(request)) as Record<string, unknown>);
    const location = `${origin}/${name}/${made.id}`;
    send(201, request.headers.accept === undefined ? undefined : view(made), { location });
  }
}

import { request } from 'undici';

export interface Answer<T> {
  status: number;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  body: T;
}

/** The members of an error document (RFC 9457) that clients may rely on. */
export interface Problem {
  status: number;
  code: string;
  detail: string;
  traceId: string;
}

type Headers = Readonly<Record<string, string>>;

/** A client of one origin: JSON in, JSON out. */
export class Client {
  readonly #origin: string;
  readonly #headers: Headers;

  constructor(origin: string, headers: Headers = {}) {
    this.#origin = origin;
    this.#headers = headers;
  }

  /** A client of the same origin with additional headers. */
  with(headers: Headers): Client {
    return new Client(this.#origin, { ...this.#headers, ...headers });
  }

  get<T>(path: string): Promise<Answer<T>> {
    return this.send<T>('GET', path);
  }

  post<T>(path: string, body: object): Promise<Answer<T>> {
    return this.send<T>('POST', path, JSON.stringify(body), { 'content-type': 'application/json' });
  }

  delete<T>(path: string): Promise<Answer<T>> {
    return this.send<T>('DELETE', path);
  }

  /** Sends a request unchanged. The body of the answer is parsed when it is JSON, and text otherwise. */
  async send<T>(
    method: 'GET' | 'HEAD' | 'OPTIONS' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    path: string,
    body?: string | Buffer,
    headers: Headers = {},
  ): Promise<Answer<T>> {
    const response = await request(this.#origin + path, {
      method,
      headers: { ...this.#headers, ...headers },
      ...(body === undefined ? {} : { body }),
    });
    const text = await response.body.text();
    const json = String(response.headers['content-type']).includes('json');
    return {
      status: response.statusCode,
      headers: response.headers,
      body: (json && text !== '' ? JSON.parse(text) : text) as T,
    };
  }
}

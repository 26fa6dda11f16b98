import { Logger } from '@nestjs/common';
import type { Counter } from 'prom-client';
import { Pool } from 'undici';
import type { Metrics } from '../telemetry/metrics.js';
import { currentTraceparent, runInSpan, startSpan } from '../telemetry/trace.js';
import { exchange } from './exchange.js';

/** What another service answered. */
export interface ServiceAnswer {
  status: number;
  /** The mesh turned the request away before it reached the service (Envoy's `x-envoy-overloaded`). */
  overloaded: boolean;
  /** Empty when the answer was no JSON object. */
  body: Readonly<Record<string, unknown>>;
}

/**
 * Why there is no answer: `unsent` says that the request certainly never reached the service, `unanswered` that it may have been
 * processed.
 */
export type NoAnswer = 'unsent' | 'unanswered';

/** The peer of a {@link ServiceClient} and the limits of its calls. */
export interface ServiceClientOptions {
  /** The calling service, for its traces. */
  service: string;
  url: string;
  /** How long an answer is waited for, in milliseconds. */
  deadlineMs: number;
  /** Connections kept at most. */
  connections: number;
  /** The bearer token to present; asked for each call, since it may be replaced while the service runs. */
  token?: () => string | undefined;
  /** Counts the calls that the other service refused for their token. */
  metrics?: Metrics;
}

/** Errors before the request was on its way. */
const NEVER_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** The replaced services answer a request without `Accept` with an empty body, and lists in the form of HAL only. */
const ACCEPT = 'application/hal+json, application/json;q=0.9';

/** Calls another service of the shop over kept connections. It never tries twice: where that is safe, the mesh does. */
export class ServiceClient {
  private readonly logger = new Logger(ServiceClient.name);
  private readonly pool: Pool;
  private readonly refusals: Counter<'status'> | undefined;
  /** Of the address, without a slash at its end. */
  private readonly path: string;

  constructor(private readonly options: ServiceClientOptions) {
    const { deadlineMs, connections } = options;
    this.refusals = options.metrics?.counter(
      'service_calls_refused_total',
      'Calls that another service refused for their token, by status.',
      ['status'],
    );
    // A series that exists before its first increment is visible to `increase()`.
    for (const status of ['401', '403']) this.refusals?.inc({ status }, 0);
    const url = new URL(options.url);
    // A slash at the end is usual; doubled, it would lead nowhere, and no order could be paid.
    this.path = url.pathname.replace(/\/+$/, '');
    this.pool = new Pool(url.origin, {
      connections,
      connect: { timeout: 1_000 },
      headersTimeout: deadlineMs,
      bodyTimeout: deadlineMs,
      keepAliveTimeout: 30_000,
    });
  }

  get(path: string): Promise<ServiceAnswer | NoAnswer> {
    return this.send('GET', path, { accept: ACCEPT }, null);
  }

  /**
   * A 201 with an empty body is completed with the resource at its `Location`, if that is at the service itself.
   * @param key sent as `Idempotency-Key`
   */
  post(path: string, key: string, body: object): Promise<ServiceAnswer | NoAnswer> {
    return this.send(
      'POST',
      path,
      { accept: ACCEPT, 'content-type': 'application/json', 'idempotency-key': key },
      JSON.stringify(body),
    );
  }

  async close(): Promise<void> {
    await this.pool.close();
  }

  private send(
    method: 'GET' | 'POST',
    path: string,
    headers: Record<string, string>,
    body: string | null,
  ): Promise<ServiceAnswer | NoAnswer> {
    const span = startSpan(`${method} ${path.split('?')[0]}`, 'client', currentTraceparent(), this.options.service);
    headers['traceparent'] = span.traceparent;
    const token = this.options.token?.();
    if (token) headers['authorization'] = `Bearer ${token}`;
    return runInSpan(span, () => this.exchange(method, path, headers, body));
  }

  private async exchange(
    method: 'GET' | 'POST',
    path: string,
    headers: Record<string, string>,
    body: string | null,
  ): Promise<ServiceAnswer | NoAnswer> {
    // The pool's own time limits start again with every chunk of the answer.
    const deadline = performance.now() + this.options.deadlineMs;
    try {
      const response = await exchange(this.pool, { method, path: this.path + path, headers, body }, deadline);
      if (response.status === 401 || response.status === 403) {
        this.reportRefusal(`${method} ${path.split('?')[0]}`, response.status);
      }
      const isEmpty = response.status === 201 && response.text === '';
      const made = isEmpty ? this.pathOf(response.headers['location']) : undefined;
      return {
        status: response.status,
        overloaded: response.headers['x-envoy-overloaded'] !== undefined,
        body: parse(made === undefined ? response.text : await this.resourceAt(made, headers, deadline)),
      };
    } catch (error) {
      const code = String((error as { code?: unknown }).code ?? error);
      this.logger.warn(`${method} ${this.options.url}${path} has no answer: ${code}`);
      return NEVER_SENT.has(code) ? 'unsent' : 'unanswered';
    }
  }

  /** The path of an address at this service; `undefined` for any other address, as the token is for this service alone. */
  private pathOf(location: string | string[] | undefined): string | undefined {
    if (typeof location !== 'string' || !URL.canParse(location, this.options.url)) return undefined;
    const { origin, pathname, search } = new URL(location, this.options.url);
    return origin === new URL(this.options.url).origin ? pathname + search : undefined;
  }

  /** @returns the resource as text; empty when it cannot be read, which says nothing of the request that made it */
  private async resourceAt(path: string, sent: Record<string, string>, deadline: number): Promise<string> {
    const { 'content-type': _type, 'idempotency-key': _key, ...headers } = sent;
    try {
      const { status, text } = await exchange(this.pool, { method: 'GET', path, headers }, deadline);
      return status === 200 ? text : '';
    } catch (error) {
      const code = String((error as { code?: unknown }).code ?? error);
      this.logger.warn(`GET ${path} at ${this.options.url}, which a 201 named, has no answer: ${code}`);
      return '';
    }
  }

  /** Without a token that the other service takes, no order can be paid. Only an operator can replace it. */
  private reportRefusal(call: string, status: number): void {
    this.refusals?.labels(String(status)).inc();
    this.logger.error(
      `${call} at ${this.options.url} is refused with ${status}: the token of JWT_SERVICE_TOKEN is absent, has expired or lacks the role service`,
    );
  }
}

function parse(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : {};
  } catch {
    return {};
  }
}

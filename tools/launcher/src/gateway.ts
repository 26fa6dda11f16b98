import proxy from '@fastify/http-proxy';
import { randomBytes } from 'node:crypto';
import { fastify, type FastifyReply, type FastifyRequest } from 'fastify';
import { findTarget, type Route } from './routes.ts';
import type { ServiceName } from './services.ts';

export interface GatewayOptions {
  host: string;
  port: number;
  routes: readonly Route[];
  /** The address of each service, such as `http://127.0.0.1:8081`. */
  upstreams: Readonly<Record<ServiceName, string>>;
}

export interface Gateway {
  close(): Promise<void>;
}

/**
 * Rejects larger bodies before they arrive, in bytes. A service would close the connection while the body is still
 * sent.
 */
const BODY_LIMIT = 64 * 1024;
/** Time limit for the start of a service's answer, in milliseconds; above the services' own deadlines. */
const ANSWER_TIMEOUT = 60_000;
const RETRY_AFTER = '1';

/** Status, code and detail of the gateway's own answers. */
type Refusal = readonly [status: number, code: string, detail: string];

declare module 'fastify' {
  interface FastifyRequest {
    upstream: string;
    /** The path as the client sent it; the service validates it. */
    contentType: string | undefined;
  }
}

/**
 * Serves all services on one origin by the routes of the mesh. Bodies and answers are streamed, server-sent events
 * included. Requests are never retried: a repeated POST could pay twice.
 */
export async function startGateway({ host, port, routes, upstreams }: GatewayOptions): Promise<Gateway> {
  const app = fastify({ forceCloseConnections: true, bodyLimit: BODY_LIMIT });
  app.decorateRequest('upstream', '');
  app.decorateRequest('contentType', undefined);
  app.addHook('onRequest', (request, _reply, done) => {
    // Fastify refuses a content type without a parser, even when there is no body.
    request.contentType = request.headers['content-type'];
    delete request.headers['content-type'];
    request.headers.traceparent = traceparent(request.headers.traceparent);
    done();
  });
  app.setErrorHandler((error: { statusCode?: number; message: string }, _request, reply) => {
    const status = error.statusCode ?? 500;
    return problem(reply, status, status < 500 ? 'request.malformed' : 'gateway.failed', error.message);
  });

  /** Finds the upstream of the request, or the reason why there is no upstream. */
  const route = (request: FastifyRequest): Refusal | undefined => {
    const path = request.url.split('?')[0] ?? '';
    if (Number(request.headers['content-length'] ?? 0) > BODY_LIMIT) {
      return [413, 'request.too_large', `The body exceeds ${BODY_LIMIT} bytes.`];
    }
    const target = findTarget(routes, request.method, path);
    if (!target) return [404, 'request.unknown_path', `There is no route for ${request.method} ${path}.`];
    if ('status' in target) return [target.status, 'request.not_routed', 'The gateway does not route this request.'];
    request.upstream = upstreams[target.service];
    return undefined;
  };
  await app.register(proxy, {
    upstream: '',
    // Every open page keeps one connection for its live stream.
    undici: { bodyTimeout: 0, headersTimeout: ANSWER_TIMEOUT, connections: 4096 },
    disableRequestLogging: true,
    preHandler: (request: FastifyRequest, reply: FastifyReply, done: () => void) => {
      const refusal = route(request);
      if (!refusal) done();
      else void problem(reply, ...refusal);
    },
    replyOptions: {
      getUpstream: (request) => (request as FastifyRequest).upstream,
      retryDelay: () => null,
      rewriteHeaders: withoutHopHeaders,
      rewriteRequestHeaders: (request, headers) => ({
        ...headers,
        ...contentTypeOf(request as FastifyRequest),
        // The services build links with the origin that the client uses.
        host: request.headers.host,
        'x-forwarded-host': request.headers.host,
        'x-forwarded-proto': 'http',
        'x-forwarded-for': request.ip,
      }),
      onError: (reply, { error }) => {
        const late = (error as { statusCode?: number }).statusCode === 504;
        const refusal: Refusal = late
          ? [504, 'service.timeout', 'The service did not answer in time. Read the resource before you try again.']
          : [503, 'service.unavailable', 'The service is down. Try again in a moment.'];
        void reply.header('retry-after', RETRY_AFTER);
        void problem(reply as FastifyReply, ...refusal);
      },
    },
  });
  await app.listen({ host, port });
  return { close: () => app.close() };
}

function contentTypeOf({ contentType }: FastifyRequest): Record<string, string> {
  return contentType === undefined ? {} : { 'content-type': contentType };
}

/** Removes the headers that concern the connection between service and gateway (RFC 9110, 7.6.1). */
function withoutHopHeaders<T extends object>(headers: T): T {
  const rest: T & { connection?: unknown; 'keep-alive'?: unknown } = { ...headers };
  delete rest.connection;
  delete rest['keep-alive'];
  return rest;
}

const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  404: 'Not Found',
  413: 'Content Too Large',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
};

/** An answer of the gateway itself as a problem document (RFC 9457). */
function problem(reply: FastifyReply, status: number, code: string, detail: string): FastifyReply {
  const traceId = String(reply.request.headers.traceparent).split('-')[1];
  const body = {
    type: `urn:carshare:problem:${code}`,
    title: TITLES[status] ?? 'Error',
    status,
    code,
    detail,
    traceId,
  };
  return reply
    .code(status)
    .header('content-type', 'application/problem+json')
    .send(Buffer.from(JSON.stringify(body)));
}

/** Continues the client's trace, or starts a new trace. Source: https://www.w3.org/TR/trace-context/ */
function traceparent(given: unknown): string {
  if (typeof given === 'string' && /^[\da-f]{2}-(?!0{32})[\da-f]{32}-(?!0{16})[\da-f]{16}-[\da-f]{2}$/.test(given)) {
    return given;
  }
  return `00-${randomBytes(16).toString('hex')}-${randomBytes(8).toString('hex')}-01`;
}

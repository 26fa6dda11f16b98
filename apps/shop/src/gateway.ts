import proxy from '@fastify/http-proxy';
import { randomBytes } from 'node:crypto';
import { fastify, type FastifyReply, type FastifyRequest } from 'fastify';
import { findTarget, type Route } from './routes.ts';
import type { ServiceName } from './services.ts';

export interface GatewayOptions {
  host: string;
  port: number;
  routes: readonly Route[];
  /** Where each service listens, such as `http://127.0.0.1:8081`. */
  upstreams: Readonly<Record<ServiceName, string>>;
}

export interface Gateway {
  close(): Promise<void>;
}

/** Bodies above this many bytes are refused at once, as a service would: it may hang up while the rest is still coming. */
const BODY_LIMIT = 64 * 1024;
/** How long a service may take to begin its answer, in milliseconds: above the services' own deadlines. */
const ANSWER_TIMEOUT = 60_000;
const RETRY_AFTER = '1';

declare module 'fastify' {
  interface FastifyRequest {
    upstream: string;
  }
}

/**
 * One origin for all services, by the routes of the mesh. Bodies and answers are streamed, server-sent events included.
 * Nothing is retried: a repeated POST could pay twice.
 */
export async function startGateway({ host, port, routes, upstreams }: GatewayOptions): Promise<Gateway> {
  const app = fastify({ forceCloseConnections: true, bodyLimit: BODY_LIMIT });
  app.decorateRequest('upstream', '');
  app.addHook('onRequest', async (request) => {
    request.headers.traceparent = traceparent(request.headers.traceparent);
  });
  app.setErrorHandler((error: { statusCode?: number; message: string }, _request, reply) => {
    const status = error.statusCode ?? 500;
    return problem(reply, status, status < 500 ? 'request.malformed' : 'gateway.failed', error.message);
  });
  await app.register(proxy, {
    upstream: '',
    undici: { bodyTimeout: 0, headersTimeout: ANSWER_TIMEOUT },
    disableRequestLogging: true,
    preHandler: (request: FastifyRequest, reply: FastifyReply, done: () => void) => {
      if (Number(request.headers['content-length'] ?? 0) > BODY_LIMIT) {
        reply.header('connection', 'close');
        return problem(reply, 413, 'request.too_large', `a body has at most ${BODY_LIMIT} bytes`);
      }
      const target = findTarget(routes, request.method, request.url.split('?')[0] ?? '');
      if (!target)
        return problem(
          reply,
          404,
          'request.unknown_path',
          `nothing answers ${request.method} ${request.url.split('?')[0]} here`,
        );
      if ('status' in target)
        return problem(reply, target.status, 'request.not_routed', 'the gateway does not pass this request on');
      request.upstream = upstreams[target.service];
      return done();
    },
    replyOptions: {
      getUpstream: (request) => (request as FastifyRequest).upstream,
      retryDelay: () => null,
      rewriteRequestHeaders: (request, headers) => ({
        ...headers,
        // The services build their links on the origin the client knows.
        host: request.headers.host,
        'x-forwarded-host': request.headers.host,
        'x-forwarded-proto': 'http',
        'x-forwarded-for': request.ip,
      }),
      onError: (reply, { error }) => {
        const late = (error as { statusCode?: number }).statusCode === 504;
        reply.header('retry-after', RETRY_AFTER);
        if (late)
          return void problem(reply as FastifyReply, 504, 'service.timeout', 'the service does not answer in time');
        return void problem(
          reply as FastifyReply,
          503,
          'service.unavailable',
          'the service cannot be reached; try again in a moment',
        );
      },
    },
  });
  await app.listen({ host, port });
  return { close: () => app.close() };
}

const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  404: 'Not Found',
  413: 'Content Too Large',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
};

/** An answer of the gateway itself, in the services' own form (RFC 9457). */
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

/** The client's trace goes on, another one begins here. Source: https://www.w3.org/TR/trace-context/ */
function traceparent(given: unknown): string {
  if (typeof given === 'string' && /^[\da-f]{2}-(?!0{32})[\da-f]{32}-(?!0{16})[\da-f]{16}-[\da-f]{2}$/.test(given))
    return given;
  return `00-${randomBytes(16).toString('hex')}-${randomBytes(8).toString('hex')}-01`;
}

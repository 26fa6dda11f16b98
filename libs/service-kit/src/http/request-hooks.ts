import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ServiceConfig } from '../config/service.config.js';
import type { Readiness } from '../health/readiness.js';
import type { Metrics } from '../telemetry/metrics.js';
import { runInTrace, startSpan, type Span } from '../telemetry/trace.js';
import { DomainError } from '../errors/domain-error.js';
import { OpenStreams } from './open-streams.js';
import { sendProblem } from './problem.filter.js';
import { securityHeaders } from './security-headers.js';
import { isOperational, shedLoad } from './load-shedding.js';

declare module 'fastify' {
  interface FastifyRequest {
    trace: Span;
    /** Frees the request's place among those in flight and ends its deadline. */
    release?: () => void;
  }
}

const NUL_IN_URL = new DomainError('request.invalid', 400, 'The URL contains the character NUL (%00).');

/** Adds the hooks around every request: trace, load limit, deadline, metrics, and `Connection: close` while the service stops. */
export function addRequestHooks(
  fastify: FastifyInstance,
  config: ServiceConfig,
  metrics: Metrics,
  readiness: Readiness,
): void {
  let inFlight = 0;
  metrics.gauge('http_requests_in_flight', 'Requests being worked on.', () => inFlight);
  shedLoad(() => inFlight >= config.MAX_IN_FLIGHT, fastify.server, metrics, readiness);
  fastify.decorate('openStreams', new OpenStreams(config.MAX_OPEN_STREAMS, metrics));

  const admit = (request: FastifyRequest, reply: FastifyReply): void => {
    inFlight += 1;
    const deadline = setTimeout(() => {
      sendProblem(
        request,
        reply,
        new DomainError(
          'request.deadline',
          503,
          'The answer took too long. Look at the resource before trying again.',
          { retryAfter: 2 },
        ),
      );
    }, config.REQUEST_DEADLINE_MS);
    request.release = () => {
      delete request.release;
      inFlight -= 1;
      clearTimeout(deadline);
    };
    reply.raw.once('close', () => request.release?.());
  };

  // Node.js does not count a connection without any request as idle; it would keep the server open until the client disconnects.
  fastify.addHook('preClose', (done) => {
    const quiet = setInterval(() => {
      if (inFlight === 0) fastify.server.closeAllConnections();
    }, 50);
    fastify.server.once('close', () => clearInterval(quiet));
    done();
  });
  const headers = securityHeaders();
  fastify.addHook('onRequest', (request, reply, done) => {
    const { traceparent } = request.headers;
    const parent = typeof traceparent === 'string' ? traceparent : undefined;
    void reply.headers(headers);
    const route = `${request.method} ${request.routeOptions.url ?? 'unknown'}`;
    const trace = startSpan(route, 'server', parent, config.service);
    request.trace = trace;
    // Node.js keeps idle connections open while it stops: ask the client to close them (RFC 9112, 9.6).
    if (readiness.isStopping) void reply.header('connection', 'close');
    runInTrace(trace, () => {
      if (!isOperational(request.url)) admit(request, reply);
      // PostgreSQL rejects text with the character NUL, and no URL needs it.
      if (request.url.includes('%00')) sendProblem(request, reply, NUL_IN_URL);
      else done();
    });
  });
  // Reading the body loses the async context of the trace; it is restored before the handler runs.
  fastify.addHook('preValidation', (request, _reply, done) => runInTrace(request.trace, done));
  fastify.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'unknown';
    metrics.requests.labels(request.method, route, String(reply.statusCode)).observe(reply.elapsedTime / 1000);
    request.trace.end(reply.statusCode >= 500 ? `status ${reply.statusCode}` : undefined);
    done();
  });
}

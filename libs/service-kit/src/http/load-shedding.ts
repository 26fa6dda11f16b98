import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { DomainError } from '../errors/domain-error.js';
import { problemBody, problemHeaders } from '../errors/problem.js';
import type { Readiness } from '../health/readiness.js';
import type { Metrics } from '../telemetry/metrics.js';
import { continueTrace } from '../telemetry/trace.js';
import { securityHeaders } from './security-headers.js';

const OVERLOADED = new DomainError(
  'service.overloaded',
  503,
  'The service is overloaded. Nothing was done. Try again in a few seconds.',
  { retryAfter: 1 },
);

/**
 * Answers requests with 503 before Fastify parses them while the service is at its limit: under overload a rejection must cost
 * little CPU.
 * @param isFull whether the limit is reached; health probes and `/metrics` are served regardless
 */
export function shedLoad(isFull: () => boolean, server: Server, metrics: Metrics, readiness: Readiness): void {
  const headers = Object.entries({ ...securityHeaders(), ...problemHeaders(OVERLOADED) }).flat();
  const reject = (request: IncomingMessage, response: ServerResponse): void => {
    const { url = '/', method = '', headers: sent } = request;
    const { traceparent } = sent;
    const { traceId } = continueTrace(typeof traceparent === 'string' ? traceparent : undefined);
    const body = problemBody(OVERLOADED, url, traceId);
    response.shouldKeepAlive &&= !readiness.isStopping;
    response.writeHead(OVERLOADED.status, [...headers, 'content-length', String(Buffer.byteLength(body))]).end(body);
    metrics.requests.labels(method, 'turned away', String(OVERLOADED.status)).observe(0);
  };
  const listeners = server.listeners('request') as ((request: IncomingMessage, response: ServerResponse) => void)[];
  server.removeAllListeners('request');
  server.on('request', (request, response) => {
    if (isFull() && !isOperational(request.url ?? '/')) reject(request, response);
    else for (const listener of listeners) listener(request, response);
  });
}

/** Whether the URL is a health probe or the metrics endpoint, which are served under overload too. */
export function isOperational(url: string): boolean {
  return url.startsWith('/health') || url === '/metrics';
}

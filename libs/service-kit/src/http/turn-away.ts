import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Readiness } from '../health/readiness.js';
import type { Metrics } from '../telemetry/metrics.js';
import { continueTrace } from '../telemetry/trace.js';
import { DomainError } from '../common/domain-error.js';
import { problemBody, problemHeaders } from './problem.filter.js';
import { securityHeaders } from './security-headers.js';

const FULL = new DomainError('service.overloaded', 503, 'The shop is full for a moment. Nothing was done: try again.', {
  retryAfter: 1,
});

/**
 * Turns requests away before the framework hears of them: when there is too much to do, a refusal must cost next to nothing.
 * @param isFull whether there is no place for another; probes and scrapes are let through all the same
 */
export function turnAwayWhen(isFull: () => boolean, server: Server, metrics: Metrics, readiness: Readiness): void {
  const headers = Object.entries({ ...securityHeaders(), ...problemHeaders(FULL) }).flat();
  const turnAway = (request: IncomingMessage, response: ServerResponse): void => {
    const { url = '/', method = '', headers: sent } = request;
    const { traceparent } = sent;
    const { traceId } = continueTrace(typeof traceparent === 'string' ? traceparent : undefined);
    const body = problemBody(FULL, url, traceId);
    response.shouldKeepAlive &&= !readiness.isStopping;
    response.writeHead(FULL.status, [...headers, 'content-length', String(Buffer.byteLength(body))]).end(body);
    metrics.requests.labels(method, 'turned away', String(FULL.status)).observe(0);
  };
  const served = server.listeners('request') as ((request: IncomingMessage, response: ServerResponse) => void)[];
  server.removeAllListeners('request');
  server.on('request', (request, response) => {
    if (isFull() && !isOperational(request.url ?? '/')) turnAway(request, response);
    else for (const serve of served) serve(request, response);
  });
}

/** Probes and scrapes are answered even when the service is full. */
export function isOperational(url: string): boolean {
  return url.startsWith('/health') || url === '/metrics';
}

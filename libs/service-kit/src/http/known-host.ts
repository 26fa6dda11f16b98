import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ServiceConfig } from '../config/service.config.js';
import { DomainError } from '../errors/domain-error.js';
import { sendProblem } from './problem.filter.js';

/** Methods that change nothing (RFC 9110, 9.2.1). */
const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE']);

const LOCAL_HOST = /^(?:(?:[\w-]+\.)*localhost\.?|127(?:\.\d{1,3}){3}|\[::1\])$/i;

/**
 * While identity is off, everybody on this machine may do everything. A web page from elsewhere, opened in a browser of this machine,
 * must not: this refuses a foreign `Host`, as DNS rebinding sends it, and writes that another origin's page sends.
 * Not needed while identity is on: browsers attach no token to such requests, and probes and scrapes use the addresses of pods.
 */
export function refuseForeignHosts(fastify: FastifyInstance, config: ServiceConfig): void {
  if (config.identityOn) return;
  const isKnown = knownHosts(config.allowedHosts);
  fastify.addHook('onRequest', (request, reply, done) => {
    const refusal = refusalOf(request, isKnown);
    if (refusal) sendProblem(request, reply, refusal);
    else done();
  });
}

/** Accepts the hosts that a request may name: local ones and configured ones. The port is ignored. */
export function knownHosts(configured: readonly string[]): (host: string) => boolean {
  const names = new Set(configured.map((name) => name.toLowerCase()));
  return (host) => {
    const name = host.replace(/:\d*$/, '');
    return LOCAL_HOST.test(name) || names.has(name.toLowerCase());
  };
}

function refusalOf({ method, headers }: FastifyRequest, isKnown: (host: string) => boolean): DomainError | undefined {
  // A request of HTTP/1.0 may have no host. Browsers always send one.
  if (headers.host !== undefined && !isKnown(headers.host)) {
    return new DomainError(
      'request.host_unknown',
      421,
      'This host name is not served. Use localhost, or add the name to ALLOWED_HOSTS.',
    );
  }
  const isForeign =
    headers.origin === undefined
      ? headers['sec-fetch-site'] === 'cross-site'
      : !isKnown(headers.origin.replace(/^https?:\/\//, ''));
  if (!isForeign || SAFE_METHODS.has(method)) return undefined;
  return new DomainError(
    'request.cross_site',
    403,
    'A page of another origin may not change anything here. Add its host to ALLOWED_HOSTS to trust it.',
  );
}

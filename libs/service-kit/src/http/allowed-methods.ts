import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '../errors/domain-error.js';
import { sendProblem } from './problem.filter.js';

interface KnownRoute {
  pattern: RegExp;
  methods: readonly string[];
}

/**
 * Answers OPTIONS for every known path with `Allow`, and a method that the path does not have with 405 (RFC 9110, 9.3.7 and 15.5.6).
 * Call it before the routes are added.
 */
export function answerAllowedMethods(fastify: FastifyInstance): void {
  const exact: KnownRoute[] = [];
  const wildcards: KnownRoute[] = [];
  fastify.addHook('onRoute', ({ url, method }) => {
    (url.includes('*') ? wildcards : exact).push({ pattern: patternOf(url), methods: [method].flat() });
  });

  /** The methods of a path; empty for an unknown one. */
  const allowed = async (request: FastifyRequest): Promise<string[]> => {
    const path = request.url.split('?')[0] ?? '/';
    const methods = methodsOf(exact, path);
    if (methods.length > 0) return methods;
    const ofFiles = methodsOf(wildcards, path);
    // A wildcard serves files, and only some names are files.
    return ofFiles.length > 0 && (await isFile(fastify, request)) ? ofFiles : [];
  };
  fastify.addHook('onRequest', (request, reply, done) => {
    if (!request.is404) return done();
    allowed(request).then((methods) => {
      if (methods.length > 0) answer(request, reply, [...methods, 'OPTIONS']);
      else done();
    }, done);
  });
}

function answer(request: FastifyRequest, reply: FastifyReply, methods: string[]): void {
  const allow = methods.join(', ');
  void reply.header('allow', allow);
  if (request.method === 'OPTIONS') return void reply.status(204).send();
  sendProblem(request, reply, new DomainError('request.method_not_allowed', 405, `This path allows ${allow}.`));
}

async function isFile(fastify: FastifyInstance, { url, headers }: FastifyRequest): Promise<boolean> {
  const { host } = headers;
  const { statusCode } = await fastify.inject({ method: 'HEAD', url, headers: host === undefined ? {} : { host } });
  return statusCode !== 404;
}

function methodsOf(routes: readonly KnownRoute[], path: string): string[] {
  return [...new Set(routes.filter(({ pattern }) => pattern.test(path)).flatMap(({ methods }) => methods))];
}

/** The router's notation as a regular expression: `:name` is one segment, `*` is the rest; a slash at the end is ignored. */
function patternOf(url: string): RegExp {
  const path = url.replace(/\/$/, '').replace(/[.+?^${}()|[\]\\]/g, String.raw`\$&`);
  return new RegExp(`^${path.replace(/:\w+/g, '[^/]+').replace(/\*/g, '.*')}/?$`);
}

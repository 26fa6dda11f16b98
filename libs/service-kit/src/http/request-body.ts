import { isUtf8 } from 'node:buffer';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { DomainError } from '../errors/domain-error.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Whether the request's `Content-Type` is JSON, or a media type with the suffix `+json` (RFC 6839, 3.1). */
    hasJsonType: boolean;
  }
  interface FastifyContextConfig {
    /** Whether the body of the route is read and dropped, whatever its content type. */
    ignoresBody?: boolean;
  }
}

/** The route takes a body of any content type and ignores it: one-click unsubscription sends a form (RFC 8058, 3.2). */
export const IgnoreBody = (): MethodDecorator => RouteConfig({ ignoresBody: true });

/** No request of the API nests deeper than 2; an event of a payment provider nests up to 10. */
const MAX_DEPTH = 32;

const JSON_TYPE = /^\s*application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i;
/** The escape of the character NUL, which is no escaped backslash followed by `u0000`. */
const ESCAPED_NUL = /(?<!\\)(?:\\\\)*\\u0000/;

const malformed = (detail: string): DomainError => new DomainError('request.malformed', 400, detail);

/**
 * Reads the bodies of all requests. An empty body is no body, whatever its content type: several HTTP clients send a content type
 * with every request. Any other body must be JSON.
 */
export function readRequestBodies(fastify: FastifyInstance): void {
  const parseJson = fastify.getDefaultJsonParser('error', 'error');
  fastify.removeAllContentTypeParsers();
  fastify.decorateRequest('hasJsonType', false);
  // Fastify refuses a content type that it cannot parse before it looks for a body. Without one, it leaves all to the parser below.
  fastify.addHook('onRequest', (request, _reply, done) => {
    const { headers } = request.raw;
    request.hasJsonType = JSON_TYPE.test(headers['content-type'] ?? '');
    delete headers['content-type'];
    done();
  });
  fastify.addContentTypeParser('*', { parseAs: 'buffer' }, (request, body: Buffer, done) => {
    if (body.length === 0 || request.routeOptions.config.ignoresBody === true) return done(null, undefined);
    const encoding = request.headers['content-encoding'] ?? 'identity';
    if (!request.hasJsonType || encoding !== 'identity') {
      return done(new DomainError('request.media_type', 415, 'The body must be JSON: Content-Type: application/json.'));
    }
    const text = body.toString();
    const fault = isUtf8(body) ? faultOf(text) : 'The body is not valid UTF-8.';
    if (fault !== undefined) return done(malformed(fault));
    return void parseJson(request, text, (error, json) =>
      error ? done(malformed('The body is not valid JSON, or names a member __proto__.')) : done(null, json),
    );
  });
}

/** Why a text is refused before it is parsed. */
function faultOf(text: string): string | undefined {
  if (isNestedTooDeep(text)) return `The body is nested deeper than ${MAX_DEPTH} levels.`;
  return ESCAPED_NUL.test(text) ? 'The body contains the character NUL, which no field takes.' : undefined;
}

/** Counts the brackets outside of strings. Validators recurse, and a body within the limit could exhaust their stack. */
function isNestedTooDeep(text: string): boolean {
  let depth = 0;
  let isString = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (isString) {
      if (character === '\\') at += 1;
      else if (character === '"') isString = false;
    } else if (character === '"') isString = true;
    else if (character === '[' || character === '{') {
      depth += 1;
      if (depth > MAX_DEPTH) return true;
    } else if (character === ']' || character === '}') depth -= 1;
  }
  return false;
}

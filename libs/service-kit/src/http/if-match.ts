import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '../errors/domain-error.js';

/** A list of entity tags, strong or weak (RFC 9110, 8.8.3). */
const TAGS = /^\s*(?:W\/)?"[\x21\x23-\x7e]*"(?:\s*,\s*(?:W\/)?"[\x21\x23-\x7e]*")*\s*$/;

/**
 * The request's `If-Match` (RFC 9110, 13.1.1), as a function that returns whether a version matches. Without the header, and for `*`,
 * every version does; a weak tag fulfils nothing.
 */
export const IfMatch = createParamDecorator((_: unknown, context: ExecutionContext): ((version: string) => boolean) =>
  readIfMatch(context.switchToHttp().getRequest<FastifyRequest>().headers['if-match']),
);

/** @throws {DomainError} 400 for a malformed header */
export function readIfMatch(header: string | undefined): (version: string) => boolean {
  if (header === undefined || header.trim() === '*') return () => true;
  if (!TAGS.test(header)) {
    throw new DomainError('request.malformed', 400, 'If-Match must be the ETag of an answer, with its quotes.');
  }
  const strong = new Set(header.split(',').map((tag) => tag.trim()));
  return (version) => strong.has(`"${version}"`);
}

/** Sends the version of the resource as its `ETag` (RFC 9110, 8.8.3). */
export function tagged<T extends { version: string }>(reply: FastifyReply, resource: T): T {
  void reply.header('etag', `"${resource.version}"`);
  return resource;
}

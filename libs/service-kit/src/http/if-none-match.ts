import type { FastifyReply, FastifyRequest } from 'fastify';

/**
 * Answers with the body and its `ETag`, or with 304 and no body when the request's `If-None-Match` names the tag (RFC 9110, 13.1.2).
 * @param tag an entity tag with its quotes, such as `"a1"`, or `W/"a1"` for a weak one
 * @returns undefined when the client has the body
 */
export function answerTagged<T>(request: FastifyRequest, reply: FastifyReply, tag: string, body: T): T | undefined {
  void reply.header('etag', tag);
  if (!isKnown(request.headers['if-none-match'], tag)) return body;
  void reply.status(304);
  return undefined;
}

/** The weak comparison (RFC 9110, 8.8.3.2): a tag and its weak form are the same. */
function isKnown(header: string | undefined, tag: string): boolean {
  const known = header?.split(',').map((one) => opaque(one.trim())) ?? [];
  return known.includes('*') || known.includes(opaque(tag));
}

function opaque(tag: string): string {
  return tag.replace(/^W\//, '');
}

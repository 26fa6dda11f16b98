import { hash } from 'node:crypto';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { DomainError } from '../errors/domain-error.js';

/**
 * The request's `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header-07), quoted or bare, 1 to 255 printable ASCII characters;
 * `undefined` where the request has none.
 */
export const IdempotencyKey = createParamDecorator((_data: unknown, context: ExecutionContext): string | undefined =>
  readIdempotencyKey(context.switchToHttp().getRequest<FastifyRequest>().headers['idempotency-key']),
);

/**
 * Reads the value of an `Idempotency-Key` header, quoted or bare; `undefined` where there is none.
 * @throws {DomainError} 400 for a malformed key
 */
export function readIdempotencyKey(header: string | string[] | undefined): string | undefined {
  if (header === undefined) return undefined;
  const key = typeof header === 'string' ? header.trim().replace(/^"(.*)"$/, '$1') : '';
  if (!/^[\x21-\x7e]{1,255}$/.test(key)) {
    throw new DomainError(
      'idempotency.malformed',
      400,
      'The Idempotency-Key must be 1 to 255 printable ASCII characters without spaces.',
    );
  }
  return key;
}

/**
 * A digest of a request, over all of its members that are present, in any order. It is stored with the key: another form of digest
 * would refuse the repetition of every request that is stored already.
 */
export function fingerprint(request: object): string {
  const members = Object.entries(request)
    .filter(([, value]) => value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return hash('sha256', JSON.stringify(members), 'base64url');
}

/**
 * Compares a request with the stored fingerprint of the first request that had the same key.
 * @param stored what {@link fingerprint} returned for that request
 * @throws {DomainError} 422 when the requests differ
 */
export function assertSameRequest(stored: string, request: object): void {
  if (stored !== fingerprint(request)) {
    throw new DomainError(
      'idempotency.reused',
      422,
      'This Idempotency-Key was used for another request. Use a new key.',
    );
  }
}

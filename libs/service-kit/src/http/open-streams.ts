import type { FastifyReply, FastifyRequest } from 'fastify';
import { CLOCK_TOLERANCE_S } from '../identity/principal.js';
import type { Metrics } from '../telemetry/metrics.js';
import { DomainError } from '../errors/domain-error.js';

declare module 'fastify' {
  interface FastifyInstance {
    openStreams: OpenStreams;
  }
}

/** The longest delay of a timer, in milliseconds. */
const MAX_DELAY_MS = 2 ** 31 - 1;

/** Counts and limits the responses that stay open, and ends each one when its token expires. */
export class OpenStreams {
  private open = 0;

  constructor(
    private readonly limit: number,
    metrics: Metrics,
  ) {
    metrics.gauge('http_streams_open', 'Responses that stay open, such as streams of events.', () => this.open);
  }

  /**
   * @param end ends the response in order
   * @throws {DomainError} 503 when too many are open, 408 when the client has closed the connection
   */
  admit(request: FastifyRequest, { raw }: FastifyReply, end: () => void): void {
    if (raw.destroyed) {
      throw new DomainError('request.timeout', 408, 'The connection was closed. Send the request again.');
    }
    if (this.open >= this.limit) {
      throw new DomainError('service.overloaded', 503, 'Too many streams are open. Try again later.', {
        retryAfter: 5,
      });
    }
    this.open += 1;
    const { expiresAt } = request.principal ?? {};
    const timer = expiresAt === undefined ? undefined : setTimeout(end, delayUntil(expiresAt + CLOCK_TOLERANCE_S));
    raw.once('close', () => {
      this.open -= 1;
      clearTimeout(timer);
    });
  }
}

function delayUntil(seconds: number): number {
  return Math.min(Math.max(seconds * 1000 - Date.now(), 0), MAX_DELAY_MS);
}

/**
 * Lets a response that stays open, such as a stream of events, not count as work in flight.
 * @param end called when the caller's token expires; it must end the response
 * @throws {DomainError} 503 when too many responses are open
 */
export function excludeFromLimits(request: FastifyRequest, reply: FastifyReply, end: () => void): void {
  request.server.openStreams.admit(request, reply, end);
  request.release?.();
}

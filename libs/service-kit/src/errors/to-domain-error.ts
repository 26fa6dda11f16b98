import { HttpException, type LoggerService } from '@nestjs/common';
import { serverConditionOf, StaleWrite } from '@carshare/persistence';
import { DomainError } from './domain-error.js';

/** Codes of the errors that Nest and Fastify raise themselves, by HTTP status. */
const FRAMEWORK_CODES: Readonly<Record<number, string>> = {
  400: 'request.malformed',
  404: 'request.unknown_path',
  405: 'request.method_not_allowed',
  408: 'request.timeout',
  413: 'request.too_large',
  415: 'request.media_type',
  503: 'service.unavailable',
};

/**
 * Translates anything that a route throws into the error that the client receives. Framework errors keep their status; a transient
 * database error becomes 503 with a log line; everything else becomes 500, and its details go to the log only.
 */
export function toDomainError(exception: unknown, logger: Pick<LoggerService, 'warn' | 'error'>): DomainError {
  if (exception instanceof DomainError) return exception;
  if (exception instanceof HttpException) return fromHttpException(exception);
  const { statusCode, message } = exception as { statusCode?: unknown; message?: unknown };
  if (typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500) {
    return new DomainError(FRAMEWORK_CODES[statusCode] ?? 'request.refused', statusCode, String(message));
  }
  const condition = exception instanceof StaleWrite ? 'contention' : serverConditionOf(exception);
  if (condition) {
    logger.warn(`answered 503, ${condition}: ${String(message)}`);
    const detail = 'The service is temporarily unavailable. Try again in a few seconds.';
    return new DomainError('service.unavailable', 503, detail, { retryAfter: 2 });
  }
  logger.error(exception);
  return new DomainError('service.failed', 500, 'The service failed. Report the trace id to the operator.');
}

function fromHttpException(exception: HttpException): DomainError {
  const status = exception.getStatus();
  const body = exception.getResponse();
  const details = status === 503 ? { retryAfter: 2 } : {};
  // The body of Terminus's exception names the failed checks, which an operator needs.
  const members = typeof body === 'object' && 'details' in body ? { members: { checks: body.details } } : {};
  return new DomainError(FRAMEWORK_CODES[status] ?? 'request.refused', status, exception.message, {
    ...details,
    ...members,
  });
}

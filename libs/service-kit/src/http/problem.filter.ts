import { STATUS_CODES } from 'node:http';
import { Catch, HttpException, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { throwError, type Observable } from 'rxjs';
import { serverConditionOf, StaleWrite } from '@carshare/persistence';
import { continueTrace, currentTraceId, runInTrace } from '../telemetry/trace.js';
import { DomainError } from '../common/domain-error.js';

/** Codes of the framework's own refusals. */
const FRAMEWORK_CODES: Readonly<Record<number, string>> = {
  400: 'request.malformed',
  404: 'request.unknown_path',
  405: 'request.method_not_allowed',
  408: 'request.timeout',
  413: 'request.too_large',
  415: 'request.media_type',
  503: 'service.unavailable',
};

/** Turns every failure into `application/problem+json` (RFC 9457) with a stable `code` and the trace id, and shows no insides. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger(ProblemFilter.name);

  catch(exception: unknown, host: ArgumentsHost): Observable<never> | undefined {
    // An event handler's failure is the consumer's to judge: it must reach it unchanged.
    if (host.getType() === 'rpc') return throwError(() => exception);
    const http = host.switchToHttp();
    const error = this.toDomainError(exception);
    sendProblem(http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>(), error);
    return undefined;
  }

  private toDomainError(exception: unknown): DomainError {
    if (exception instanceof DomainError) return exception;
    if (exception instanceof HttpException) return fromHttpException(exception);
    const { statusCode, message } = exception as { statusCode?: unknown; message?: unknown };
    if (typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500) {
      return new DomainError(FRAMEWORK_CODES[statusCode] ?? 'request.refused', statusCode, String(message));
    }
    const condition = exception instanceof StaleWrite ? 'contention' : serverConditionOf(exception);
    if (condition) {
      this.logger.warn(`answered 503, ${condition}: ${String(message)}`);
      return new DomainError(
        'service.unavailable',
        503,
        'A part of the shop is unavailable. Nothing was done: try again.',
        {
          retryAfter: 2,
        },
      );
    }
    this.logger.error(exception);
    return new DomainError('service.failed', 500, 'The service failed. The trace id helps to find out why.');
  }
}

/** Writes the problem document. */
export function sendProblem(request: FastifyRequest, reply: FastifyReply, error: DomainError): void {
  if (reply.sent) return;
  void reply
    .status(error.status)
    .headers(problemHeaders(error))
    .send(problemBody(error, request.url, currentTraceId()));
}

/** The headers that an answer with this problem bears beside those of every answer. */
export function problemHeaders({ status, details }: DomainError): Record<string, string> {
  return {
    'content-type': 'application/problem+json',
    // RFC 9110, 15.5.2
    ...(status === 401 ? { 'www-authenticate': 'Bearer' } : {}),
    ...(details.retryAfter !== undefined ? { 'retry-after': String(details.retryAfter) } : {}),
  };
}

/** The problem document of an error in answer to a request for `url`. */
export function problemBody(error: DomainError, url: string, traceId: string | undefined): string {
  return JSON.stringify({
    ...error.details.members,
    type: `urn:carshare:problem:${error.code}`,
    title: STATUS_CODES[error.status] ?? 'Error',
    status: error.status,
    detail: error.message,
    instance: url.split('?')[0],
    code: error.code,
    traceId,
  });
}

/** Answers for an address that the router cannot read: no hook has run by then. */
export function refuseAddress(_error: Error, request: FastifyRequest, reply: FastifyReply): void {
  runInTrace(continueTrace(undefined), () =>
    sendProblem(request, reply, new DomainError('request.malformed', 400, 'The address cannot be read.')),
  );
}

function fromHttpException(exception: HttpException): DomainError {
  const status = exception.getStatus();
  const body = exception.getResponse();
  const details = status === 503 ? { retryAfter: 2 } : {};
  // Terminus reports what is down in the exception's body; an operator wants to see it.
  const members = typeof body === 'object' && 'details' in body ? { members: { checks: body.details } } : {};
  return new DomainError(FRAMEWORK_CODES[status] ?? 'request.refused', status, exception.message, {
    ...details,
    ...members,
  });
}

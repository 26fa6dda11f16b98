import { Catch, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '../errors/domain-error.js';
import { problemBody, problemHeaders } from '../errors/problem.js';
import { toDomainError } from '../errors/to-domain-error.js';
import { continueTrace, currentTraceId, runInTrace } from '../telemetry/trace.js';

/** Answers every failed request with `application/problem+json` (RFC 9457): a stable `code`, the trace id, no internal details. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger(ProblemFilter.name);

  catch(exception: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const error = toDomainError(exception, this.logger);
    sendProblem(http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>(), error);
  }
}

/** Sends the problem document, unless a response was sent already. */
export function sendProblem(request: FastifyRequest, reply: FastifyReply, error: DomainError): void {
  if (reply.sent) return;
  void reply
    .status(error.status)
    .headers(problemHeaders(error))
    .send(problemBody(error, request.url, currentTraceId()));
}

/** Answers a URL that the router cannot parse. Fastify runs no hook for it, so the trace starts here. */
export function onMalformedUrl(_error: Error, request: FastifyRequest, reply: FastifyReply): void {
  runInTrace(continueTrace(undefined), () =>
    sendProblem(request, reply, new DomainError('request.malformed', 400, 'The URL cannot be parsed.')),
  );
}

import { STATUS_CODES } from 'node:http';
import type { DomainError } from './domain-error.js';

/** The media type of an error response (RFC 9457, 3). */
const PROBLEM_JSON = 'application/problem+json';

/** The headers of an error response, beside those of every response. */
export function problemHeaders({ status, details }: DomainError): Record<string, string> {
  return {
    'content-type': PROBLEM_JSON,
    // RFC 9110, 15.5.2
    ...(status === 401 ? { 'www-authenticate': 'Bearer' } : {}),
    ...(details.retryAfter !== undefined ? { 'retry-after': String(details.retryAfter) } : {}),
  };
}

/** The problem document (RFC 9457) of an error that answers a request for `url`; the query string is left out. */
export function problemBody(error: DomainError, url: string, traceId: string | undefined): string {
  return JSON.stringify({
    ...error.details.members,
    type: `urn:carshare:problem:${error.code}`,
    title: STATUS_CODES[error.status] ?? 'Error',
    status: error.status,
    detail: error.message,
    instance: url.split('?')[0],
    code: error.code,
    formerCode: error.details.formerCode,
    traceId,
  });
}

import type { ErrorFacts, ServerCondition } from './error-facts.js';

/** Errors of the operating system (errno(3)) and of name resolution. */
const CONDITIONS: Readonly<Record<string, ServerCondition>> = {
  ECONNREFUSED: 'connection',
  ECONNRESET: 'connection',
  ECONNABORTED: 'connection',
  ENOTFOUND: 'connection',
  EAI_AGAIN: 'connection',
  EHOSTUNREACH: 'connection',
  EHOSTDOWN: 'connection',
  ENETUNREACH: 'connection',
  ENETDOWN: 'connection',
  ENETRESET: 'connection',
  ETIMEDOUT: 'connection',
  EPIPE: 'connection',
  EADDRNOTAVAIL: 'connection',
  ERR_STREAM_DESTROYED: 'connection',
  ERR_STREAM_WRITE_AFTER_END: 'connection',
  EMFILE: 'exhausted',
  ENFILE: 'exhausted',
  ENOBUFS: 'exhausted',
  ENOSPC: 'full',
  EDQUOT: 'full',
  EROFS: 'read-only',
  EIO: 'storage',
};

/** What the drivers say without a code: pg and pg-pool, and mysql2 after a connection was closed. */
const MESSAGES: readonly (readonly [RegExp, ServerCondition])[] = [
  [/timeout exceeded when trying to connect/i, 'exhausted'],
  [/^(query read timeout|timeout expired)$/i, 'timeout'],
  [
    /connection (terminated|ended unexpectedly|is in closed state|lost)|connection is in closed state|client has encountered a connection error|client was closed|not queryable/i,
    'connection',
  ],
  [/pool is closed|after calling end on the pool/i, 'stopping'],
];

/** The condition that an error of a socket, of a file or of a driver's connection stands for. */
export function systemCondition({ code, message }: ErrorFacts): ServerCondition | undefined {
  if (typeof code === 'string') return CONDITIONS[code];
  if (typeof message !== 'string') return undefined;
  return MESSAGES.find(([pattern]) => pattern.test(message))?.[1];
}

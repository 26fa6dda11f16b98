import type { LoggerService } from '@nestjs/common';
import { pino, type DestinationStream, type Logger as Pino } from 'pino';
import type { ServiceConfig } from '../config/service.config.js';
import { currentTraceId } from './trace.js';

/** Members that hold a secret, credentials in a URL, and bearer tokens, anywhere in a line. */
const SECRETS: [RegExp, string][] = [
  [/"(password|token|authorization|database_url)":"(?:[^"\\]|\\.)*"/gi, '"$1":"[Redacted]"'],
  [/:\/\/[^\s"/@]+@/g, '://[Redacted]@'],
  [/\bbearer\s+[^\s"\\]+/gi, 'Bearer [Redacted]'],
];

/** Nest's logger over pino: one JSON line per entry, with the trace id, with secrets redacted. */
export class StructuredLogger implements LoggerService {
  private readonly pino: Pino;

  /** @param destination receives the lines; default: the standard output */
  constructor(config: ServiceConfig, destination: DestinationStream = pino.destination(1)) {
    const options = {
      level: config.LOG_LEVEL,
      base: { service: config.service },
      timestamp: pino.stdTimeFunctions.isoTime,
      hooks: { streamWrite: redact },
      mixin: () => {
        const traceId = currentTraceId();
        return traceId ? { traceId } : {};
      },
    };
    this.pino = pino(options, destination);
  }

  log(message: unknown, ...context: unknown[]): void {
    this.write('info', message, context);
  }

  error(message: unknown, ...context: unknown[]): void {
    // Nest logs an error of the start with its stack and rethrows it; `runService` prints its message.
    if (context.includes('ExceptionHandler')) return;
    this.write('error', message, context);
  }

  warn(message: unknown, ...context: unknown[]): void {
    this.write('warn', message, context);
  }

  debug(message: unknown, ...context: unknown[]): void {
    this.write('debug', message, context);
  }

  verbose(message: unknown, ...context: unknown[]): void {
    this.write('trace', message, context);
  }

  fatal(message: unknown, ...context: unknown[]): void {
    this.write('fatal', message, context);
  }

  private write(
    level: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal',
    message: unknown,
    context: unknown[],
  ): void {
    const name = context.findLast((entry) => typeof entry === 'string');
    if (message instanceof Error) this.pino[level]({ err: message, context: name }, message.message);
    else this.pino[level]({ context: name }, String(message));
  }
}

function redact(line: string): string {
  return SECRETS.reduce((text, [pattern, blot]) => text.replace(pattern, blot), line);
}

import type { LoggerService } from '@nestjs/common';
import { pino, type Logger as Pino } from 'pino';
import type { ServiceConfig } from '../config/index.js';
import { currentTraceId } from './trace.js';

/** Nest's logger over pino: one JSON line per entry, with the trace id, with secrets blotted out. */
export class StructuredLogger implements LoggerService {
  private readonly pino: Pino;

  constructor(config: ServiceConfig) {
    this.pino = pino({
      level: config.LOG_LEVEL,
      base: { service: config.service },
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: ['authorization', 'headers.authorization', 'token', 'password', '*.password', 'DATABASE_URL'],
      mixin: () => {
        const traceId = currentTraceId();
        return traceId ? { traceId } : {};
      },
    });
  }

  log(message: unknown, ...context: unknown[]): void {
    this.write('info', message, context);
  }

  error(message: unknown, ...context: unknown[]): void {
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

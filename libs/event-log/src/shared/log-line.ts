import type { LoggerService } from '@nestjs/common';

/** Receives the log lines of an adapter. */
export type LogLine = (
  level: 'error' | 'warn' | 'info' | 'debug',
  message: string,
  details?: Readonly<Record<string, unknown>>,
) => void;

const METHOD = { error: 'error', warn: 'warn', info: 'log', debug: 'debug' } as const;

/**
 * Writes the log lines to a Nest logger, with the details as `name=value` after the message.
 * @example
 * openEventLog({ dataDir, clientId, log: nestLogLine(new Logger('EventLog')) })
 */
export function nestLogLine(logger: Pick<LoggerService, 'error' | 'warn' | 'log' | 'debug'>): LogLine {
  return (level, message, details = {}) => {
    logger[METHOD[level]]?.(inOneLine(message, details));
  };
}

/** Writes warnings and errors to the standard error, for commands without a logger. */
export const stderrLogLine: LogLine = (level, message, details = {}) => {
  if (level === 'error' || level === 'warn') process.stderr.write(`${level}: ${inOneLine(message, details)}\n`);
};

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function inOneLine(message: string, details: Readonly<Record<string, unknown>>): string {
  const named = Object.entries(details).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`],
  );
  return named.length === 0 ? message : `${message} (${named.join(', ')})`;
}

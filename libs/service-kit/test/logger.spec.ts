import { describe, expect, it } from '@jest/globals';
import { continueTrace, runInTrace, StructuredLogger } from '../src/index.js';
import { NotesConfig } from './notes-config.js';

/** What a logger writes, line by line. */
function written(use: (logger: StructuredLogger) => void, level = 'info'): Record<string, unknown>[] {
  const lines: string[] = [];
  const config = Object.assign(new NotesConfig(), { LOG_LEVEL: level });
  use(new StructuredLogger(config, { write: (line) => void lines.push(line) }));
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe('The log', () => {
  it('is a JSON object per entry with the service, the context and the trace', () => {
    const trace = continueTrace(undefined);
    const [entry] = written((logger) => runInTrace(trace, () => logger.warn('slow', 'Relay')));
    expect(entry).toMatchObject({ service: 'notes', context: 'Relay', msg: 'slow', level: 40, traceId: trace.traceId });
    expect(entry?.['time']).toMatch(/^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/);
    expect(written((logger) => logger.log('outside'))[0]).not.toHaveProperty('traceId');
  });

  it('leaves out what is below its level', () => {
    const entries = written((logger) => {
      for (const level of ['verbose', 'debug', 'log', 'warn', 'error', 'fatal'] as const) logger[level](level);
    }, 'warn');
    expect(entries.map(({ msg }) => msg)).toEqual(['warn', 'error', 'fatal']);
  });

  it('keeps the stack of an error and one entry one line', () => {
    const [entry, ...more] = written((logger) => logger.error(new TypeError('two\nlines'), 'Somewhere'));
    expect(more).toEqual([]);
    expect(entry).toMatchObject({
      msg: 'two\nlines',
      err: { type: 'TypeError', stack: expect.stringContaining('.ts:') },
    });
  });

  it.each<[string, unknown]>([
    ['a database URL in a text', 'no answer from mysql://ann:hunter2@db:3306/orders'],
    ['a database URL in an error', new Error('postgres://ann:hunter2@db/pages is away')],
    ['a bearer token in a text', 'sent Authorization: Bearer hunter2.abc-_~+/= to payment'],
    ['a password of an error', Object.assign(new Error('no'), { password: 'hunter2' })],
    ['a token of an error', Object.assign(new Error('no'), { token: 'hunter2' })],
    ['headers of an error', Object.assign(new Error('no'), { headers: { authorization: 'Bearer hunter2' } })],
    ['a cause', new Error('no', { cause: new Error('mysql://ann:hunter2@db is away') })],
    [
      'options in an error',
      Object.assign(new Error('no'), { options: { password: 'hunter2', DATABASE_URL: 'mysql://a:hunter2@b' } }),
    ],
  ])('blots out %s', (_case, message) => {
    expect(JSON.stringify(written((logger) => logger.error(message)))).not.toContain('hunter2');
  });

  it('leaves harmless addresses readable', () => {
    const [entry] = written((logger) => logger.log('GET http://payment:8084/payments?at=a@b'));
    expect(entry?.['msg']).toBe('GET http://payment:8084/payments?at=a@b');
  });
});

/** Names of pino's levels. Source: https://getpino.io/#/docs/api?id=logger-level */
const LEVELS: Readonly<Record<number, string>> = {
  10: 'trace',
  20: 'debug',
  30: 'info',
  40: 'warn',
  50: 'error',
  60: 'fatal',
};
/** Fields that repeat what the prefix contains. */
const QUIET = new Set(['level', 'time', 'pid', 'hostname', 'msg', 'name', 'service', 'err']);

/**
 * Formats a service's log line for people: a structured line becomes `level message field=value`, other lines are
 * unchanged.
 */
export function readable(line: string): string {
  const entry = parse(line);
  if (!entry) return line;
  const level = typeof entry['level'] === 'number' ? LEVELS[entry['level']] : entry['level'];
  const fields = Object.entries(entry).filter(([key]) => !QUIET.has(key));
  const parts = [
    level,
    entry['msg'],
    ...fields.map(([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`),
  ];
  const error = entry['err'];
  const stack = typeof error === 'object' && error !== null && 'stack' in error ? `\n${String(error.stack)}` : '';
  return parts.join(' ') + stack;
}

function parse(line: string): Record<string, unknown> | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && 'msg' in value ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

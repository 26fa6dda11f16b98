/** The SQL engines that a service can use. */
export type Dialect = 'sqlite' | 'mysql' | 'postgres';

/**
 * The database engine of a URL.
 * @throws {RangeError} for an engine that is not supported; the message does not contain the URL
 */
export function dialectOf(url: string): Dialect {
  if (url.startsWith('sqlite:')) return 'sqlite';
  if (/^(mysql|mariadb):/.test(url)) return 'mysql';
  if (/^postgres(ql)?:/.test(url)) return 'postgres';
  throw new RangeError('the database URL must start with sqlite:, mysql:// or postgres://');
}

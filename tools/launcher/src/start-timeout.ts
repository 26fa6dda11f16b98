import type { Environment } from './environment.ts';
import { ShopError } from './shop-error.ts';

/** Above the 30 s for which a service waits for its database. */
const DEFAULT_SECONDS = 60;

/**
 * Time limit for a service to become ready, in milliseconds: `START_TIMEOUT` in seconds, 60 by default.
 * @throws {ShopError} when the variable is not a number of seconds
 */
export function startTimeout(env: Environment): number {
  const given = env['START_TIMEOUT'];
  const seconds = given ? Number(given) : DEFAULT_SECONDS;
  if (!(seconds > 0 && seconds <= 3_600)) {
    throw new ShopError('START_TIMEOUT must be a number of seconds from 1 to 3600.');
  }
  return seconds * 1_000;
}

import { StepFailed } from './step.mjs';

/** The gateway's port; the services have the four ports above it. */
const DEFAULT = 8080;
const HIGHEST = 65_535 - 4;

/**
 * The port that PORT_BASE names, 8080 by default.
 * @param {Readonly<Record<string, string | undefined>>} env
 * @throws {StepFailed} when PORT_BASE is not a port with four ports above it
 */
export function portBase(env) {
  const given = env['PORT_BASE'];
  if (!given) return DEFAULT;
  const port = Number(given);
  if (!/^\d+$/.test(given) || port < 1 || port > HIGHEST)
    throw new StepFailed(
      `PORT_BASE must be a number from 1 to ${HIGHEST}: the gateway's port, before four ports of the services.`,
    );
  return port;
}

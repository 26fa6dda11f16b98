import { constants } from 'node:os';

/**
 * Ends the process with its exit handlers on Ctrl-C and on a stop. Node.js runs none of them after a signal by itself, so the services and
 * servers that a program has started would go on without it.
 */
export function exitOnSignal(): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => process.exit(128 + constants.signals[signal]));
  }
}

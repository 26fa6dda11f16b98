import { constants } from 'node:os';

/**
 * Ends the process with its exit handlers on Ctrl-C and on a stop. Without it Node.js ends at a signal and runs none of them, and the
 * services and servers that the program has started go on.
 */
export function exitOnSignal(): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => process.exit(128 + constants.signals[signal]));
  }
}

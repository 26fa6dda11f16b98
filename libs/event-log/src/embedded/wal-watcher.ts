import { watch, type FSWatcher } from 'node:fs';

/**
 * Tells of commits by any process, from the file that every commit of SQLite in WAL mode appends to. A hint, not a guarantee:
 * the operating system may drop events, and the file may be replaced; whoever relies on it polls as well, and calls `rearm`
 * when the poll finds what the watch did not report.
 */
export class WalWatcher {
  readonly #file: string;
  readonly #changed: () => void;
  #watcher: FSWatcher | undefined;
  #closed = false;

  constructor(database: string, changed: () => void) {
    this.#file = `${database}-wal`;
    this.#changed = changed;
    this.rearm();
  }

  rearm(): void {
    this.#watcher?.close();
    this.#watcher = undefined;
    if (this.#closed) return;
    try {
      const watcher = watch(this.#file, { persistent: false }, () => this.#changed());
      watcher.on('error', () => watcher.close());
      this.#watcher = watcher;
    } catch {
      // No such file now, or no watches left on this system: the poll serves until the next rearm.
    }
  }

  close(): void {
    this.#closed = true;
    this.#watcher?.close();
  }
}

import { watch, type FSWatcher } from 'node:fs';

/**
 * Reports commits by any process by watching the write-ahead log, to which every commit appends. The operating system may drop
 * events, and SQLite may replace the file. The subscription therefore polls as well, and calls `rearm` when a poll finds records that
 * the watch did not report.
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
      // The file does not exist, or the system has no watches left: polling continues until the next rearm.
    }
  }

  close(): void {
    this.#closed = true;
    this.#watcher?.close();
  }
}

import { readFileSync, statSync } from 'node:fs';

/** Minimum time between two checks of a file, in milliseconds. */
const LOOK_MS = 1_000;

/**
 * The text of a file that is replaced while the service runs, such as a mounted secret. The file is looked at when the text is asked
 * for, at most once a second. A file that cannot be read, or has an unusable text, leaves the former text in use.
 */
export class RotatingFile {
  private lookedAt = 0;
  private version: string | undefined;

  /**
   * @param text what was read at the start
   * @param isUsable whether a new text may be used
   * @param report called with a sentence when the file changed, or cannot be used
   */
  constructor(
    private readonly path: string,
    private text: string,
    private readonly isUsable: (text: string) => boolean,
    private readonly report: (level: 'log' | 'warn', what: string) => void,
  ) {
    this.version = this.look();
  }

  get value(): string {
    if (Date.now() - this.lookedAt >= LOOK_MS) this.refresh();
    return this.text;
  }

  private refresh(): void {
    this.lookedAt = Date.now();
    const version = this.look();
    if (version === this.version) return;
    this.version = version;
    const text = version === undefined ? '' : read(this.path);
    if (text === this.text) return;
    if (text !== '' && this.isUsable(text)) {
      this.text = text;
      this.report('log', 'has changed, and the new value is in use');
    } else {
      this.report('warn', 'cannot be read or holds no usable value; the former value stays in use');
    }
  }

  /** What changes when the file is written or replaced; `undefined` for a file that is not there. */
  private look(): string | undefined {
    const stats = statSync(this.path, { throwIfNoEntry: false, bigint: true });
    return stats && `${stats.ino} ${stats.mtimeNs} ${stats.size}`;
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return '';
  }
}

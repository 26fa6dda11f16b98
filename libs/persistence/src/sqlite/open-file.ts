import { statSync } from 'node:fs';

/** An open SQLite file that is no longer at its path: what is written to it is lost with the process. */
export class DatabaseFileGone extends Error {
  override readonly name = 'DatabaseFileGone';
  readonly code = 'ERR_SQLITE_ERROR';
  /** SQLITE_READONLY_DBMOVED (https://sqlite.org/rescode.html#readonly_dbmoved), which SQLite itself does not check in WAL mode. */
  readonly errcode = 1032;
}

/** Knows which file was opened at a path, and notices when it is removed or replaced. One check costs one stat(2). */
export class OpenFile {
  private readonly opened: string | undefined;

  /** @param path of a SQLite file that is open */
  constructor(private readonly path: string) {
    this.opened = identity(path);
  }

  /** @throws {DatabaseFileGone} when the path does not lead to the opened file any more */
  check(): void {
    if (this.opened === undefined || identity(this.path) === this.opened) return;
    throw new DatabaseFileGone(
      `${this.path} was removed or replaced while it was open: nothing can be stored. Put the file back, or restart with an empty one.`,
    );
  }
}

/** Device and inode; `undefined` where there is no such file, as for a database in memory. */
function identity(path: string): string | undefined {
  const found = statSync(path, { throwIfNoEntry: false, bigint: true });
  return found && `${found.dev}:${found.ino}`;
}

import { existsSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ShopError } from './shop-error.ts';

/** Size of the test file in bytes, similar to an empty database with its journal. */
const TRIAL_BYTES = 256 * 1024;

/** Texts for the user, by the code of the system error. */
const REASONS: Readonly<Record<string, string>> = {
  EEXIST: 'is a file and not a folder',
  ENOTDIR: 'lies below a file and not a folder',
  ENOENT: 'cannot be made',
  EACCES: 'cannot be written by this user',
  EPERM: 'cannot be written by this user',
  EROFS: 'is on a read-only file system',
  ENOSPC: 'is on a disk without free space',
  EDQUOT: 'is on a disk whose quota for this user is used up',
};

/**
 * Creates the data folder when it is missing, and writes a test file into it.
 * @param path the folder
 * @param name the variable or option by which the user names the folder
 * @throws {ShopError} with the reason why the folder cannot be written
 */
export function checkDataFolder(path: string, name: string): void {
  const trial = join(path, `.trial-${process.pid}`);
  try {
    makeFolder(path);
    writeFileSync(trial, Buffer.alloc(TRIAL_BYTES));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    const reason = REASONS[code] ?? `cannot be used (${(error as Error).message})`;
    const remedy = ['ENOSPC', 'EDQUOT'].includes(code) ? 'Free some space' : 'Make it a folder that can be written';
    throw new ShopError(
      `The data folder ${name} ${reason}. ${remedy}, or name another one: DATA_DIR=/path/to/folder npm start`,
    );
  } finally {
    removeQuietly(trial);
  }
}

/** Not Node's `recursive` option: it never ends on a file system that refuses folders with ENOENT, such as /proc. */
function makeFolder(path: string): void {
  try {
    mkdirSync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST' && statSync(path).isDirectory()) return;
    if (code !== 'ENOENT' || existsSync(dirname(path))) throw error;
    makeFolder(dirname(path));
    mkdirSync(path);
  }
}

function removeQuietly(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // Removing fails when the test file could not be written; that error is reported already.
  }
}

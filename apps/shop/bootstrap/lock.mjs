import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Takes a lock that one process of this machine holds at a time, until it ends or calls `release`.
 * The lock is a file with the process id of its holder. It appears with its content (a hard link), so no process reads it half
 * written. The file of a holder that was killed is replaced.
 * @param {string} file
 * @returns {{ holder: number, release?: undefined } | { holder?: undefined, release: () => void }} the process id of the holder
 *   when another process has the lock
 */
export function takeLock(file) {
  const own = `${file}.${process.pid}`;
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(own, String(process.pid));
  } catch (error) {
    // In a folder that cannot be written nothing is installed or built, and the ports still tell two shops apart.
    if (['EROFS', 'EACCES', 'EPERM'].includes(error.code)) return { release: () => undefined };
    throw error;
  }
  try {
    for (;;) {
      try {
        linkSync(own, file);
        break;
      } catch (error) {
        if (error.code !== 'EEXIST') throw error;
      }
      const holder = holderOf(file);
      if (isRunning(holder)) return { holder };
      if (holder !== undefined) removeStale(file, holder);
    }
  } finally {
    rmSync(own, { force: true });
  }
  const release = () => {
    process.off('exit', release);
    if (holderOf(file) === process.pid) rmSync(file, { force: true });
  };
  process.once('exit', release);
  return { release };
}

/**
 * @param {string} file
 * @returns {number | undefined} undefined when the lock has just been released
 */
function holderOf(file) {
  try {
    return Number(readFileSync(file, 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** @param {number | undefined} pid */
function isRunning(pid) {
  if (!pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/**
 * Moves the file aside before it is deleted: two processes may find the same stale lock, and the second must not delete the lock
 * that the first has taken since.
 * @param {string} file
 * @param {number} holder
 */
function removeStale(file, holder) {
  const aside = `${file}.stale-${process.pid}`;
  try {
    renameSync(file, aside);
    if (holderOf(aside) !== holder) linkSync(aside, file);
  } catch (error) {
    if (error.code !== 'ENOENT' && error.code !== 'EEXIST') throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

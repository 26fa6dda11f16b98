import { existsSync, linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Takes a lock that one process of this machine holds until it ends or calls `release`. The lock is a file with the
 * process id of its holder. A hard link creates it with its content, so no process reads a partial file. The file of a
 * killed holder is replaced.
 * @param {string} file
 * @returns {{ holder: number, release?: undefined } | { holder?: undefined, release: () => void }} the process id of
 *   the holder when another process has the lock
 */
export function takeLock(file) {
  const own = `${file}.${process.pid}`;
  const self = { pid: process.pid, started: startOf(process.pid) };
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(own, JSON.stringify(self));
  } catch (error) {
    // In a read-only folder nothing can be installed or built, so no lock is needed; the ports still separate two
    // shops.
    if (['EROFS', 'EACCES', 'EPERM'].includes(codeOf(error))) return { release: () => undefined };
    throw error;
  }
  try {
    for (;;) {
      try {
        linkSync(own, file);
        break;
      } catch (error) {
        if (codeOf(error) !== 'EEXIST') throw error;
      }
      const holder = holderOf(file);
      if (holder && isRunning(holder)) return { holder: holder.pid };
      if (holder) removeStale(file, holder);
    }
  } finally {
    rmSync(own, { force: true });
  }
  const release = () => {
    process.off('exit', release);
    if (holderOf(file)?.pid === process.pid) rmSync(file, { force: true });
  };
  process.once('exit', release);
  return { release };
}

/**
 * The code of a system error, empty for other errors.
 * @param {unknown} error
 */
function codeOf(error) {
  return String(/** @type {{ code?: unknown }} */ (error).code ?? '');
}

/**
 * @param {string} file
 * @returns {{ pid: number, started: string } | undefined} undefined when the lock was just released
 */
function holderOf(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** @param {{ pid: number, started: string }} holder */
function isRunning({ pid, started }) {
  // The system reuses process ids, most often after a restart of the machine.
  if (existsSync('/proc/self/stat')) return startOf(pid) === started;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

/**
 * The start time of a process in the system's own unit; empty when the process has ended or the system has no /proc.
 * Source: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
 * @param {number} pid
 */
function startOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? '' : fields[19];
  } catch {
    return '';
  }
}

/**
 * Moves the file aside before it deletes it. Two processes may find the same stale lock, and the second must not delete
 * the lock that the first has taken meanwhile.
 * @param {string} file
 * @param {{ pid: number }} holder
 */
function removeStale(file, holder) {
  const aside = `${file}.stale-${process.pid}`;
  try {
    renameSync(file, aside);
    if (holderOf(aside)?.pid !== holder.pid) linkSync(aside, file);
  } catch (error) {
    if (!['ENOENT', 'EEXIST'].includes(codeOf(error))) throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

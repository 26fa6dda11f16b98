import { readdirSync, readFileSync } from 'node:fs';
import { cpuMs } from '../../bench/systems/proc.ts';

/**
 * CPU time of a process and its children so far, in milliseconds, with those that have ended: PostgreSQL has a process per
 * connection.
 */
export function cpuOfTree(pid: number): number {
  const children = readdirSync('/proc').filter((entry) => parentOf(entry) === pid);
  return children.map(scheduledMs).reduce((sum, ms) => sum + ms, cpuMs(pid) + endedChildrenMs(pid));
}

/** CPU time of the running child of this process whose command contains `text`; 0 when there is none. */
export function cpuOfChild(text: string): number {
  const child = readdirSync('/proc').find(
    (entry) => parentOf(entry) === process.pid && commandOf(entry).includes(text),
  );
  return child === undefined ? 0 : cpuMs(Number(child));
}

/** By the scheduler's clock in nanoseconds: the other one counts ticks of 10 ms, longer than such a process works. */
function scheduledMs(pid: string): number {
  return Number(read(pid, 'schedstat').split(' ')[0]) / 1e6;
}

/** Fields 16 and 17 of proc_pid_stat(5), in ticks of 10 ms. */
function endedChildrenMs(pid: number): number {
  const [user, system] = statOf(String(pid)).slice(13, 15);
  return (Number(user) + Number(system)) * 10;
}

function parentOf(pid: string): number {
  return /^\d+$/.test(pid) ? Number(statOf(pid)[1]) : NaN;
}

/** The fields behind the command's name. */
function statOf(pid: string): string[] {
  const stat = read(pid, 'stat');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

function commandOf(pid: string): string {
  return read(pid, 'cmdline');
}

/** A file of a process; empty when the process has ended. */
function read(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}

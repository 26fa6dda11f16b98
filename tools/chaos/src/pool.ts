import { fork, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Outcome } from './simulate.js';
import type { Share } from './worker.js';

const PROGRAM = fileURLToPath(new URL('../main.mjs', import.meta.url));

/**
 * Has a process of its own simulate a share of seeds.
 * @param breakage the patch to break the sources with
 * @throws {Error} when the process fails, with what it said
 */
export async function simulateApart(
  share: Share,
  onOutcome: (outcome: Outcome) => void,
  breakage?: string,
): Promise<void> {
  const child = fork(PROGRAM, ['--worker'], {
    execArgv: ['--disable-warning=ExperimentalWarning'],
    env: { ...process.env, ...(breakage === undefined ? {} : { CHAOS_BREAKAGE: breakage }) },
    stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
  });
  let said = '';
  child.stderr?.on('data', (data: Buffer) => (said += data.toString()));
  child.on('message', (message) => onOutcome(message as Outcome));
  child.send(share);
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  if (code !== 0) throw new Error(said || `a worker ended with ${String(code)}`);
}

/**
 * Has a process of its own check the adapters.
 * @param breakage the patch to break the sources with
 * @returns the breach that it found; undefined when there is none, or when the checks themselves failed
 */
export async function checkAdaptersApart(breakage: string): Promise<string | undefined> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', PROGRAM, '--adapters'], {
    env: { ...process.env, CHAOS_BREAKAGE: breakage },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (data: Buffer) => (said += data.toString()));
  await new Promise((resolve) => child.once('close', resolve));
  return /^BREACH (.+)$/m.exec(said)?.[1];
}

import { fork, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Outcome } from './simulate.js';
import type { Share } from './worker.js';

const BREACH = /^ *BREACH (.+)$/m;
const PROGRAM = fileURLToPath(new URL('../main.mjs', import.meta.url));

/**
 * Simulates a share of the seeds in a child process.
 * @param breakage the patch to apply to the sources
 * @throws {Error} with the output of the process when it fails
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
  let output = '';
  child.stderr?.on('data', (data: Buffer) => (output += data.toString()));
  child.on('message', (message) => onOutcome(message as Outcome));
  child.send(share);
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  if (code !== 0) throw new Error(output || `a worker ended with ${String(code)}`);
}

/**
 * Runs another check than the simulation in a child process, which is ended at the first breach.
 * @param check its options on the command line
 * @param breakage the patch to apply to the sources
 * @returns the breach; undefined when there is none, or when the check itself failed
 */
export async function checkApart(check: readonly string[], breakage: string): Promise<string | undefined> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', PROGRAM, ...check], {
    env: { ...process.env, CHAOS_BREAKAGE: breakage },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (data: Buffer) => {
    output += data.toString();
    if (BREACH.test(output)) child.kill();
  });
  await new Promise((resolve) => child.once('close', resolve));
  return BREACH.exec(output)?.[1];
}

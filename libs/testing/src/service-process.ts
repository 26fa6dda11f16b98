import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const LOADER = new URL('./source-loader.mjs', import.meta.url).href;

/** How a service's process ended. */
export interface Ending {
  /** `null` when the process was still running after the time limit and was killed. */
  code: number | null;
  output: string;
}

/**
 * Runs a service's `main.ts` from its sources in a child process and waits for its end.
 * @param main the URL of `main.ts`
 * @param env the whole environment, except for what every program needs to run
 */
export function runToEnd(main: URL, args: string[], env: Record<string, string>, patienceMs = 60_000): Promise<Ending> {
  const child = spawn(process.execPath, ['--no-warnings', '--import', LOADER, fileURLToPath(main), ...args], {
    env: { PATH: process.env['PATH'] ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => child.kill('SIGKILL'), patienceMs);
    child.once('error', reject);
    child.once('close', (code) => {
      clearTimeout(timer);
      resolve({ code, output });
    });
  });
}

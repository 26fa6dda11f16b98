import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../support/launcher.ts';
import type { Trial } from './plan.ts';

const LIMIT_MS = 180_000;
const SHOWN = 1_500;

/** Runs a command in the workspace. @returns the failure */
export async function attempt(trial: Trial, env: Readonly<Record<string, string>>): Promise<string | undefined> {
  if ('script' in trial) return hasScript(trial.script) ? undefined : `package.json has no script ${trial.script}`;
  const isStart = 'start' in trial;
  const { code, output } = await shell(isStart ? trial.start : trial.run, env, isStart ? trial.until : undefined);
  const expected = isStart ? trial.until : trial.prints;
  if (!isStart && code !== 0) return `it ends with ${String(code)}:\n${output.slice(-SHOWN)}`;
  if (expected && !expected.test(output)) return `it does not print ${String(expected)}:\n${output.slice(-SHOWN)}`;
  return undefined;
}

function hasScript(name: string): boolean {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: object };
  return name in scripts;
}

/** Runs a command in a shell and in its own process group, which gets Ctrl-C when `until` is printed. */
function shell(
  command: string,
  env: Readonly<Record<string, string>>,
  until: RegExp | undefined,
): Promise<{ code: number | null; output: string }> {
  const child = spawn('sh', ['-c', command], { cwd: ROOT, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const signal = (name: NodeJS.Signals): void => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, name);
    } catch {
      // The group has ended.
    }
  };
  let output = '';
  let isReached = false;
  const timer = setTimeout(signal, LIMIT_MS, 'SIGKILL');
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += String(chunk);
      if (isReached || !until?.test(output)) return;
      isReached = true;
      signal('SIGINT');
    });
  }
  return new Promise((resolve) => {
    child.once('close', (code) => {
      clearTimeout(timer);
      resolve({ code, output });
    });
  });
}

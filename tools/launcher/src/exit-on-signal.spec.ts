import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from '@jest/globals';

const FILE = new URL('./exit-on-signal.ts', import.meta.url).href;
const PROGRAM = `const { exitOnSignal } = await import('${FILE}');
  exitOnSignal();
  process.on('exit', () => process.stdout.write('ended'));
  setInterval(() => {}, 1_000);
  process.stdout.write('runs, ');`;

it.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('runs the exit handlers of a program after %s', async (signal, code) => {
  const child = spawn(process.execPath, [
    '--disable-warning=ExperimentalWarning',
    '--input-type=module',
    '-e',
    PROGRAM,
  ]);
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  await once(child.stdout, 'data');
  const exit = once(child, 'close');
  child.kill(signal);
  expect(await exit).toEqual([code, null]);
  expect(output).toBe('runs, ended');
});

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const MODULE = join(import.meta.dirname, '../bootstrap/step.mjs');
/** A command with a child process, as a build has. It writes both process ids into the file named by its argument. */
const COMMAND = `const child = require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
require('node:fs').writeFileSync(process.argv[1], JSON.stringify([process.pid, child.pid]));
setInterval(() => {}, 1000);`;
const STEP = `import { runStep } from ${JSON.stringify(MODULE)};
await runStep('Building', process.execPath, ['-e', ${JSON.stringify(COMMAND)}, process.argv[1]], {});`;

describe('A step of the start', () => {
  let folder: string;
  beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'carshare-step-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('ends with all its processes at %s', async (signal, code) => {
    const file = join(folder, 'pids');
    const step = spawn(process.execPath, ['--input-type=module', '-e', STEP, file], { stdio: 'ignore' });
    const ended = once(step, 'exit');
    while (!existsSync(file) || readFileSync(file, 'utf8') === '') await delay(20);
    const pids = JSON.parse(readFileSync(file, 'utf8')) as number[];
    step.kill(signal);
    expect(await ended).toEqual([code, null]);
    expect(pids.filter(isRunning)).toEqual([]);
  });
});

/** An ended process may be a zombie until its parent reads the exit code. */
function isRunning(pid: number): boolean {
  try {
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

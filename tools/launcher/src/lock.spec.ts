import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { takeLock } from '../bootstrap/lock.mjs';

const MODULE = join(import.meta.dirname, '../bootstrap/lock.mjs');
/** Takes the lock, prints `mine` or the holder, and lives until it is killed. */
const HOLD = `import { takeLock } from ${JSON.stringify(MODULE)};
console.log(String(takeLock(process.argv[1]).holder ?? 'mine')); setInterval(() => undefined, 1000);`;

describe('A lock', () => {
  let folder: string;
  let file: string;
  const children: ChildProcess[] = [];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'carshare-lock-'));
    file = join(folder, 'sub', 'start.lock');
  });
  afterEach(async () => {
    await Promise.all(children.splice(0).map(kill));
    rmSync(folder, { recursive: true });
  });

  async function hold(): Promise<string> {
    const child = spawn(process.execPath, ['--input-type=module', '-e', HOLD, file], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    children.push(child);
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    return String(line).trim();
  }
  async function kill(child: ChildProcess): Promise<void> {
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  }

  it('is taken, named by its holder, released, and taken again', async () => {
    const { release } = takeLock(file);
    expect(await hold()).toBe(String(process.pid));
    release?.();
    expect(existsSync(file)).toBe(false);
    expect(await hold()).toBe('mine');
    expect(takeLock(file).holder).toBe(children.at(-1)?.pid);
  });

  it('goes to one of many that ask at the same time', async () => {
    const answers = await Promise.all(Array.from({ length: 6 }, hold));
    expect(answers.filter((answer) => answer === 'mine')).toHaveLength(1);
  });

  it('is taken over, by one of many, from a holder that was killed', async () => {
    await hold();
    await Promise.all(children.splice(0).map(kill));
    expect(existsSync(file)).toBe(true);
    const answers = await Promise.all(Array.from({ length: 6 }, hold));
    expect(answers.filter((answer) => answer === 'mine')).toHaveLength(1);
  });

  it('is taken over when the process id of its holder belongs to another process by now', () => {
    takeLock(file).release?.();
    writeFileSync(file, JSON.stringify({ pid: process.pid, started: 'before the restart of the machine' }));
    const { holder, release } = takeLock(file);
    expect(holder).toBeUndefined();
    release?.();
  });
});

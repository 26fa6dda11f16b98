/**
 * Compares bundles of one service: `node tools/bundler/measure.ts NAME=FOLDER …`, each folder below the workspace. Starts
 * each bundle in turn, 7 rounds, on an SQLite database of its own, after one start that is not counted. Prints per bundle the medians of:
 * CPU and wall time until `/health/ready` answers 200, and the resident memory 1 s later.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { NODE_ENVIRONMENT, NODE_OPTIONS } from '../launcher/src/services.ts';

const ROUNDS = 7;
const PORT = 18_099;
const TICKS_PER_SECOND = 100;
const root = resolve(import.meta.dirname, '../..');

interface Figures {
  readonly wall: number;
  readonly cpu: number;
  readonly memory: number;
}

const bundles = process.argv.slice(2).map((given) => {
  const [name = '', folder = ''] = given.split('=');
  return { name, folder, all: [] as Figures[] };
});
for (let round = 0; round <= ROUNDS; round++) {
  for (const { folder, all } of bundles) {
    const figures = await start(resolve(folder));
    if (round > 0) all.push(figures);
  }
}
console.log('| bundle | CPU until ready, ms | until ready, ms | memory, MB |\n| --- | ---: | ---: | ---: |');
for (const { name, all } of bundles) {
  const medians = (['cpu', 'wall', 'memory'] as const).map((key) => median(all.map((one) => one[key])));
  console.log(`| ${name} | ${medians.map((value) => Math.round(value)).join(' | ')} |`);
}

/** Starts the main.js of a bundle's folder. */
async function start(folder: string): Promise<Figures> {
  const data = mkdtempSync(join(tmpdir(), 'carshare-measure-'));
  const began = performance.now();
  const child = spawn(process.execPath, [...NODE_OPTIONS, join(folder, 'main.js')], {
    cwd: root,
    env: { ...NODE_ENVIRONMENT, DATA_DIR: data, PORT: String(PORT), LOG_LEVEL: 'warn' },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const ended = once(child, 'exit');
  const pid = child.pid;
  if (pid === undefined) throw new Error(`${folder} cannot be started`);
  try {
    while (!(await isReady())) {
      if (child.exitCode !== null) throw new Error(`${folder} has ended with ${child.exitCode}`);
      await sleep(10);
    }
    const wall = performance.now() - began;
    const cpu = cpuMs(pid);
    await sleep(1_000);
    return { wall, cpu, memory: residentMb(pid) };
  } finally {
    child.kill('SIGKILL');
    await ended;
    rmSync(data, { recursive: true, force: true });
  }
}

function isReady(): Promise<boolean> {
  return new Promise((answer) => {
    get({ host: '127.0.0.1', port: PORT, path: '/health/ready' }, (response) => {
      response.resume().once('end', () => answer(response.statusCode === 200));
    }).once('error', () => answer(false));
  });
}

/** User and system time, from https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
function cpuMs(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return ((Number(fields[11]) + Number(fields[12])) * 1_000) / TICKS_PER_SECOND;
}

function residentMb(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

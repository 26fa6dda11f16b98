import { spawn } from 'node:child_process';
import { constants } from 'node:os';

/** How long an interrupted command may take to end before it is killed, in milliseconds. */
const GRACE = 5_000;
/** @type {NodeJS.Signals[]} */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * Runs a command and shows progress: on a terminal one line that counts the seconds, elsewhere a line every 10 s. The
 * command's own output appears only when it fails. A signal to this process ends the command and all its children, then
 * this process.
 * @param {string} title
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions} options
 */
export async function runStep(title, command, args, options) {
  const started = Date.now();
  const seconds = () => Math.round((Date.now() - started) / 1000);
  const tty = process.stdout.isTTY;
  const show = () => process.stdout.write(tty ? `\r${title} … ${seconds()} s` : `${title} … ${seconds()} s\n`);
  show();
  const timer = setInterval(show, tty ? 1_000 : 10_000);
  /** @type {Buffer[]} */
  const output = [];
  let stopWatching = () => undefined;
  const code = await new Promise((resolve, reject) => {
    // A process group of its own, so that one signal reaches the compilers and installers that the command has started.
    const child = spawn(command, args, {
      ...options,
      detached: process.platform !== 'win32',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    stopWatching = endWithThisProcess(child);
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => output.push(chunk));
    child.on('error', reject);
    child.on('close', (status, signal) => resolve(status ?? signal));
  }).finally(() => {
    clearInterval(timer);
    stopWatching();
  });
  process.stdout.write(`${tty ? '\r' : ''}${title}: ${code === 0 ? 'done' : 'failed'} in ${seconds()} s   \n`);
  if (code !== 0) {
    process.stderr.write(`\n${shorten(Buffer.concat(output).toString())}\n\n`);
    throw new StepFailed(`${title} failed (${[command, ...args].join(' ')} ended with ${code}).`);
  }
}

/**
 * Ends the command's process group when this process ends.
 * @param {import('node:child_process').ChildProcess} child
 * @returns {() => undefined} stops watching
 */
function endWithThisProcess(child) {
  /** @param {NodeJS.Signals} signal */
  const signalGroup = (signal) => {
    if (child.pid === undefined) return;
    try {
      process.kill(process.platform === 'win32' ? child.pid : -child.pid, signal);
    } catch {
      // The group has ended.
    }
  };
  let interrupted = false;
  /** @param {NodeJS.Signals} signal */
  const interrupt = (signal) => {
    if (interrupted) return signalGroup('SIGKILL');
    interrupted = true;
    signalGroup(signal);
    setTimeout(signalGroup, GRACE, 'SIGKILL').unref();
    child.once('close', () => {
      // The command may end before its children.
      signalGroup('SIGKILL');
      process.stdout.write('\nInterrupted. Nothing is running.\n');
      process.exit(128 + constants.signals[signal]);
    });
  };
  const handlers = SIGNALS.map((signal) => ({ signal, handler: () => interrupt(signal) }));
  for (const { signal, handler } of handlers) process.on(signal, handler);
  const parents = setInterval(() => isOrphan() && !interrupted && interrupt('SIGTERM'), 500);
  return () => {
    clearInterval(parents);
    for (const { signal, handler } of handlers) process.off(signal, handler);
  };
}

const parent = process.ppid;

/** Whether the npm that started this process has ended: on SIGTERM its shell ends without passing the signal on. */
export function isOrphan() {
  return Boolean(process.env['npm_lifecycle_event']) && process.ppid !== parent;
}

/** @param {string} text the cause of a failure is usually at its beginning, the summary at its end */
function shorten(text) {
  const lines = text.trimEnd().split('\n');
  return (lines.length <= 60 ? lines : [...lines.slice(0, 40), '…', ...lines.slice(-19)]).join('\n');
}

/** A start that cannot continue. The message contains the reason and the next step. */
export class StepFailed extends Error {}

import { spawn } from 'node:child_process';

/**
 * Runs a command and shows that it is at work: on a terminal one line that counts the seconds, elsewhere a line now and then.
 * Its own output appears only when it fails.
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
  const output = [];
  const code = await new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => output.push(chunk));
    child.on('error', reject);
    child.on('close', (status, signal) => resolve(status ?? signal));
  }).finally(() => clearInterval(timer));
  process.stdout.write(`${tty ? '\r' : ''}${title}: ${code === 0 ? 'done' : 'failed'} in ${seconds()} s   \n`);
  if (code !== 0) {
    process.stderr.write(`\n${shorten(Buffer.concat(output).toString())}\n\n`);
    throw new StepFailed(`${title} failed (${[command, ...args].join(' ')} ended with ${code}).`);
  }
}

/** @param {string} text the cause of a failure mostly stands at its beginning, the summary at its end */
function shorten(text) {
  const lines = text.trimEnd().split('\n');
  return (lines.length <= 60 ? lines : [...lines.slice(0, 40), '…', ...lines.slice(-19)]).join('\n');
}

export class StepFailed extends Error {}

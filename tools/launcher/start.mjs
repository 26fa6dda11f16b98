// The program of `npm start`. It runs on the oldest supported Node.js before anything is installed, so it imports only
// node: modules.
import { spawn } from 'node:child_process';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as delay } from 'node:timers/promises';
import { fingerprint, isFresh, markFresh } from './bootstrap/freshness.mjs';
import { takeLock } from './bootstrap/lock.mjs';
import { missingPackages } from './bootstrap/packages.mjs';
import { portBase } from './bootstrap/ports.mjs';
import { findRuntime, isSupported } from './bootstrap/runtime.mjs';
import { isOrphan, runStep, StepFailed } from './bootstrap/step.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const apps = ['order', 'payment', 'delivery', 'customerpage'];
const lockFile = (name) => join(root, 'tools', 'launcher', 'dist', `${name}.lock`);

try {
  if (!isSupported())
    throw new StepFailed(`Node.js ${process.versions.node} is too old. Install 20.19 or later: https://nodejs.org`);
  claimPorts();
  run(isPrepared() ? findRuntime(root) : await prepare());
} catch (error) {
  if (!(error instanceof StepFailed)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

/** Ends a second start on the same ports, also while the first one still installs or builds. */
function claimPorts() {
  const port = portBase(process.env);
  const { holder } = takeLock(lockFile(`start-${port}`));
  if (holder === undefined) return;
  throw new StepFailed(
    `The shop of this folder is already starting or running on port ${port} (process ${holder}).\n` +
      'Stop it with Ctrl-C there, or start another one beside it: PORT_BASE=9080 DATA_DIR=.data-9080 npm start',
  );
}

function isPrepared() {
  return !missingPackages(root) && findRuntime(root) !== undefined && isFresh(root, apps, fingerprint(root, apps));
}

/** Installs and builds what is missing, one start at a time. @returns the Node.js that runs the shop */
async function prepare() {
  let lock = takeLock(lockFile('prepare'));
  if (lock.holder !== undefined)
    console.log(`Waiting for process ${lock.holder}, which installs or builds this folder …`);
  while (lock.holder !== undefined) {
    await delay(200);
    lock = takeLock(lockFile('prepare'));
  }
  try {
    await install();
    const node = findRuntime(root);
    if (!node)
      throw new StepFailed(
        'The package "node" has no program in it. Allow install scripts (npm config delete ignore-scripts), then: npm ci',
      );
    await build(node);
    return node;
  } finally {
    lock.release();
  }
}

async function install() {
  const reason = missingPackages(root);
  if (!reason) return;
  // npm passes its own path to its scripts; with the path no shell is needed.
  const npm = process.env['npm_execpath'];
  const [command, args, shell] = npm?.endsWith('.js')
    ? [process.execPath, [npm], false]
    : ['npm', [], process.platform === 'win32'];
  await runStep(
    `Installing packages (${reason})`,
    command,
    [...args, 'ci', '--include=dev', '--no-audit', '--no-fund'],
    { cwd: root, shell },
  ).catch((error) => {
    if (error.code === 'ENOENT') error = new StepFailed('npm is not on the PATH.');
    if (error instanceof StepFailed)
      error.message +=
        '\nCheck the network and the registry (npm ping; npm config get registry), then try again: npm start';
    throw error;
  });
}

/** @param {string} node */
async function build(node) {
  const sources = fingerprint(root, apps);
  if (isFresh(root, apps, sources)) return;
  await runStep('Building the services', node, [join(root, 'tools', 'bundler', 'build.mjs'), ...apps], { cwd: root });
  markFresh(root, sources);
}

/** @param {string} node */
function run(node) {
  const shop = spawn(node, ['--disable-warning=ExperimentalWarning', join(root, 'tools/launcher/launch.mjs')], {
    cwd: root,
    stdio: 'inherit',
  });
  // The launcher decides how to stop; this process waits for it.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => shop.kill(signal));
  setInterval(() => isOrphan() && shop.kill('SIGTERM'), 500).unref();
  shop.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal === 'SIGKILL' ? 137 : 1);
  });
}

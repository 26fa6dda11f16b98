// What `npm start` runs. It works on the oldest supported Node.js with nothing installed, so it imports nothing but node: modules.
import { spawn } from 'node:child_process';
import { dirname, join, resolve } from 'node:path';
import { delimiter } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fingerprint, isFresh, markFresh } from './bootstrap/freshness.mjs';
import { missingPackages } from './bootstrap/packages.mjs';
import { findRuntime, isSupported } from './bootstrap/runtime.mjs';
import { runStep, StepFailed } from './bootstrap/step.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const apps = ['order', 'payment', 'delivery', 'customerpage'];

try {
  if (!isSupported())
    throw new StepFailed(`Node.js ${process.versions.node} is too old. Install 20.19 or later: https://nodejs.org`);
  await install();
  const node = findRuntime(root);
  if (!node)
    throw new StepFailed(
      'The package "node" has no program in it. Allow install scripts (npm config delete ignore-scripts), then: npm ci',
    );
  await build(node);
  run(node);
} catch (error) {
  if (!(error instanceof StepFailed)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

async function install() {
  const reason = missingPackages(root);
  if (!reason) return;
  // npm tells where it lives when it runs this script; that needs no shell.
  const npm = process.env.npm_execpath;
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
  const state = fingerprint(root, apps);
  if (isFresh(root, apps, state)) return;
  const PATH = [join(root, 'node_modules', '.bin'), process.env.PATH].join(delimiter);
  // Without its daemon Nx leaves no process behind.
  const env = { ...process.env, PATH, NX_DAEMON: 'false', NX_TUI: 'false', FORCE_COLOR: '0' };
  const nx = join(root, 'node_modules', 'nx', 'dist', 'bin', 'nx.js');
  await runStep(
    'Building what has changed',
    node,
    [nx, 'run-many', '-t', 'build', '-p', apps.join(','), '--outputStyle=static'],
    { cwd: root, env },
  );
  markFresh(root, state);
}

/** @param {string} node */
function run(node) {
  const shop = spawn(node, ['--disable-warning=ExperimentalWarning', join(root, 'apps/shop/src/main.ts')], {
    cwd: root,
    stdio: 'inherit',
  });
  // The shop decides how to stop; this process waits for it.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => shop.kill(signal));
  // npm's shell ends at SIGTERM and passes nothing on; that it is gone is the signal.
  const parent = process.ppid;
  const orphaned = () => process.env.npm_lifecycle_event && process.ppid !== parent && shop.kill('SIGTERM');
  setInterval(orphaned, 500).unref();
  shop.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal === 'SIGKILL' ? 137 : 1);
  });
}

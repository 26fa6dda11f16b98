// The program of `npm start`. It runs on the oldest supported Node.js before anything is installed, so it imports only
// node: modules.
import { spawn } from 'node:child_process';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { takeLock } from './bootstrap/lock.mjs';
import { portBase } from './bootstrap/ports.mjs';
import { lockFile, prepare } from './bootstrap/prepare.mjs';
import { isSupported } from './bootstrap/runtime.mjs';
import { isOrphan, StepFailed } from './bootstrap/step.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

try {
  if (!isSupported())
    throw new StepFailed(`Node.js ${process.versions.node} is too old. Install 20.19 or later: https://nodejs.org`);
  claimPorts();
  run(await prepare(root));
} catch (error) {
  if (!(error instanceof StepFailed)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

/** Ends a second start on the same ports, also while the first one still installs or builds. */
function claimPorts() {
  const port = portBase(process.env);
  const { holder } = takeLock(lockFile(root, `start-${port}`));
  if (holder === undefined) return;
  throw new StepFailed(
    `The shop of this folder is already starting or running on port ${port} (process ${holder}).\n` +
      'Stop it with Ctrl-C there, or start another one beside it: PORT_BASE=9080 DATA_DIR=.data-9080 npm start',
  );
}

/** @param {string} node */
function run(node) {
  const shop = spawn(node, ['--disable-warning=ExperimentalWarning', join(root, 'tools/launcher/launch.mjs')], {
    cwd: root,
    stdio: 'inherit',
  });
  // The launcher decides how to stop; this process waits for it.
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']))
    process.on(signal, () => shop.kill(signal));
  setInterval(() => isOrphan() && shop.kill('SIGTERM'), 500).unref();
  shop.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal === 'SIGKILL' ? 137 : 1);
  });
}

import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fingerprint, isFresh, markFresh } from './freshness.mjs';
import { takeLock } from './lock.mjs';
import { missingPackages } from './packages.mjs';
import { findRuntime } from './runtime.mjs';
import { runStep, StepFailed } from './step.mjs';

/**
 * The file of a lock that processes of one workspace take.
 * @param {string} root the workspace
 * @param {string} name
 */
export function lockFile(root, name) {
  return join(root, 'tools', 'launcher', 'dist', `${name}.lock`);
}

/**
 * Installs the packages and builds the services' programs where they are missing or stale, one process at a time. What runs the
 * services as processes calls it first.
 * @param {string} root the workspace
 * @returns {Promise<string>} the path of the Node.js that runs the services
 * @throws {StepFailed} with the reason and the next step
 */
export async function prepare(root) {
  const ready = findRuntime(root);
  if (ready !== undefined && isPrepared(root)) return ready;
  let lock = takeLock(lockFile(root, 'prepare'));
  if (lock.holder !== undefined)
    console.log(`Waiting for process ${lock.holder}, which installs or builds this folder …`);
  while (lock.holder !== undefined) {
    await delay(200);
    lock = takeLock(lockFile(root, 'prepare'));
  }
  try {
    await install(root);
    const node = findRuntime(root);
    if (!node)
      throw new StepFailed(
        'The package "node" has no program in it. Allow install scripts (npm config delete ignore-scripts), then: npm ci',
      );
    await build(root, node);
    return node;
  } finally {
    lock.release();
  }
}

/** @param {string} root */
function isPrepared(root) {
  const apps = services(root);
  return !missingPackages(root) && isFresh(root, apps, fingerprint(root, apps));
}

/** The folders in `apps/` that contain a service. @param {string} root */
function services(root) {
  return readdirSync(join(root, 'apps')).filter((app) => existsSync(join(root, 'apps', app, 'src', 'main.ts')));
}

/** @param {string} root */
async function install(root) {
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

/**
 * @param {string} root
 * @param {string} node
 */
async function build(root, node) {
  const apps = services(root);
  const sources = fingerprint(root, apps);
  if (isFresh(root, apps, sources)) return;
  await runStep('Building the services', node, [join(root, 'tools', 'bundler', 'build.ts'), ...apps], { cwd: root });
  markFresh(root, sources);
}

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Folders and projects that are not part of a service's program. */
const SKIPPED = new Set(['dist', 'node_modules', 'test', 'coverage', join('libs', 'testing')]);
const SHARED = [
  'package-lock.json',
  'tools/bundler/build.ts',
  'tools/bundler/absent-peers.ts',
  'tools/bundler/options.ts',
  'tools/bundler/plugins.ts',
  'tools/bundler/train.ts',
  'tools/bundler/recorded-run.ts',
  '.swcrc',
  'tsconfig.base.json',
];
/** Sources that are compiled into the services' programs, beside the services' own. */
const LAUNCHER = [
  'src/services.ts',
  'bootstrap/service-main.mjs',
  'bootstrap/run-script.mjs',
  'bootstrap/runtime.mjs',
  'bootstrap/rerun.mjs',
];

/**
 * A fingerprint of the services' sources: path, size and modification time of each file. It takes a few milliseconds;
 * asking Nx takes 1 to 2 s.
 * @param {string} root the workspace
 * @param {readonly string[]} apps
 */
export function fingerprint(root, apps) {
  const hash = createHash('sha256');
  let newest = 0;
  for (const file of sources(root, apps)) {
    const stat = statSync(join(root, file), { throwIfNoEntry: false });
    if (!stat) continue;
    newest = Math.max(newest, stat.mtimeMs);
    if (!stat.isDirectory()) hash.update(`${file} ${stat.size} ${stat.mtimeMs}\n`);
  }
  return { state: hash.digest('hex'), newest };
}

/**
 * Whether the services' programs are built from the sources of this fingerprint: a start has built them (`markFresh`),
 * or they are newer than every source.
 * @param {string} root
 * @param {readonly string[]} apps
 * @param {{ state: string, newest: number }} sources
 */
export function isFresh(root, apps, { state, newest }) {
  // A build writes package.json first, before it reads a source: a source that changes during the build is newer.
  const stats = apps.map((app) => {
    const bundle = join(root, 'apps', app, 'dist', 'bundle');
    const complete = ['main.js', 'service.cjs', 'code.cache'].every((file) => existsSync(join(bundle, file)));
    return complete ? statSync(join(bundle, 'package.json'), { throwIfNoEntry: false }) : undefined;
  });
  if (!stats.every((stat) => stat !== undefined)) return false;
  const stamp = stampFile(root);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === state) return true;
  return stats.every((stat) => stat.mtimeMs > newest);
}

/**
 * Remembers that the programs are built from the given fingerprint, taken before the build so that an edit meanwhile
 * counts.
 * @param {string} root
 * @param {{ state: string }} sources
 */
export function markFresh(root, { state }) {
  mkdirSync(dirname(stampFile(root)), { recursive: true });
  writeFileSync(stampFile(root), state);
}

/** @param {string} root */
function stampFile(root) {
  return join(root, 'tools', 'launcher', 'dist', 'built');
}

/**
 * @param {string} root
 * @param {readonly string[]} apps
 */
function sources(root, apps) {
  const folders = [...apps.map((app) => join('apps', app)), 'libs'];
  const launcher = LAUNCHER.map((file) => join('tools', 'launcher', file));
  return [...SHARED, ...launcher, ...folders.flatMap((folder) => below(root, folder))];
}

/**
 * @param {string} root
 * @param {string} folder relative to the root
 * @returns {string[]} files and folders, in a stable order: the time of a folder changes when files are moved or deleted
 */
function below(root, folder) {
  const entries = readdirSync(join(root, folder), { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  return entries.flatMap((entry) => {
    const path = join(folder, entry.name);
    if (SKIPPED.has(entry.name) || SKIPPED.has(path) || entry.name.endsWith('.spec.ts')) return [];
    return entry.isDirectory() ? [...(isProject(path) ? [] : [path]), ...below(root, path)] : [path];
  });
}

/** @param {string} path the folder of a project changes when a build makes its `dist` */
function isProject(path) {
  return path.split(/[\\/]/).length <= 2;
}

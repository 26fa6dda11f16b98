import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What never reaches a build. */
const SKIPPED = new Set(['dist', 'node_modules', 'test', 'coverage']);
const SHARED = ['package-lock.json', 'nx.json', 'bundle.mjs', '.swcrc', 'tsconfig.base.json'];

/**
 * The state of everything the builds are made of, by path, size and modification time: a few milliseconds, where asking Nx
 * takes a second or two.
 * @param {string} root the workspace
 * @param {readonly string[]} apps
 */
export function fingerprint(root, apps) {
  const hash = createHash('sha256');
  const folders = [...apps.map((app) => join('apps', app)), 'libs'];
  for (const file of [...SHARED, ...folders.flatMap((folder) => filesBelow(root, folder))]) {
    const stat = statSync(join(root, file), { throwIfNoEntry: false });
    if (stat) hash.update(`${file} ${stat.size} ${stat.mtimeMs}\n`);
  }
  return hash.digest('hex');
}

/**
 * Whether the builds are those of the given fingerprint and still in place.
 * @param {string} root
 * @param {readonly string[]} apps
 * @param {string} state
 */
export function isFresh(root, apps, state) {
  const stamp = stampFile(root);
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== state) return false;
  const libs = readdirSync(join(root, 'libs'));
  return [
    ...apps.map((app) => join('apps', app, 'dist', 'bundle', 'main.js')),
    ...libs.map((lib) => join('libs', lib, 'dist', 'index.js')),
  ].every((file) => existsSync(join(root, file)));
}

/**
 * Remembers that the builds are those of the given fingerprint, taken before the build so that an edit meanwhile counts.
 * @param {string} root
 * @param {string} state
 */
export function markFresh(root, state) {
  mkdirSync(dirname(stampFile(root)), { recursive: true });
  writeFileSync(stampFile(root), state);
}

/** @param {string} root */
function stampFile(root) {
  return join(root, 'apps', 'shop', 'dist', 'built');
}

/**
 * @param {string} root
 * @param {string} folder relative to the root
 * @returns {string[]} in a stable order
 */
function filesBelow(root, folder) {
  const entries = readdirSync(join(root, folder), { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  return entries.flatMap((entry) => {
    if (SKIPPED.has(entry.name) || entry.name.endsWith('.spec.ts')) return [];
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesBelow(root, path) : [path];
  });
}

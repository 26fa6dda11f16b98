import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** The first version with everything that the services use: SQLite, the compile cache, TypeScript without a build. */
const REQUIRED = 24;

/**
 * The Node.js that runs the services: that of the `node` package (24), or the current one if it is new enough.
 * @param {string} root the workspace
 * @returns {string | undefined} undefined when no suitable Node.js is installed
 */
export function findRuntime(root) {
  const installed = join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (existsSync(installed)) return installed;
  return isCurrent() ? process.execPath : undefined;
}

/** Whether the current Node.js can run the services. */
export function isCurrent(version = process.versions.node) {
  return Number(version.split('.')[0]) >= REQUIRED;
}

/** Whether the current Node.js can run npm and the launcher: 20.19 or later. */
export function isSupported(version = process.versions.node) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 20 || (major === 20 && minor >= 19);
}

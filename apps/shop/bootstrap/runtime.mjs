import { existsSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The Node.js that runs the services: the one of the `node` package (24), or the current one if it is new enough.
 * @param {string} root the workspace
 * @returns {string | undefined} undefined when there is neither
 */
export function findRuntime(root) {
  const installed = join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (existsSync(installed)) return installed;
  return Number(process.versions.node.split('.')[0]) >= 24 ? process.execPath : undefined;
}

/** Whether the current Node.js can run npm and the launcher: 20.19 or later. */
export function isSupported(version = process.versions.node) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 20 || (major === 20 && minor >= 19);
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Compares node_modules with package-lock.json. npm writes node_modules/.package-lock.json as the last step of an
 * install, so an interrupted install never passes.
 * @param {string} root the workspace
 * @returns {string | undefined} what is missing, as text for the user; undefined when everything is installed
 */
export function missingPackages(root) {
  let installed;
  try {
    installed = readLock(join(root, 'node_modules', '.package-lock.json'));
  } catch {
    return 'nothing is installed yet';
  }
  const wanted = readLock(join(root, 'package-lock.json'));
  for (const [path, entry] of Object.entries(wanted)) {
    if (path === '') continue;
    const found = installed[path];
    // Optional packages may be for other platforms.
    if (!found && entry.optional) continue;
    if (found?.version !== entry.version || found?.integrity !== entry.integrity) return `${path} has changed`;
  }
  return undefined;
}

/** @param {string} file */
function readLock(file) {
  return JSON.parse(readFileSync(file, 'utf8')).packages ?? {};
}

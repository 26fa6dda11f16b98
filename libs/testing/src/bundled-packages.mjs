import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** Packages of many files that the services load, and that nothing imports a part of: the name of the bundle, and what is imported. */
const PACKAGES = {
  'class-validator': 'class-validator',
  'es-toolkit': 'es-toolkit/compat',
  jose: 'jose',
  undici: 'undici',
};

/** The drivers of databases that no service uses; the programs of the services leave them out, too (tools/bundler/plugins.ts). */
const OTHER_DRIVERS =
  '(aurora-\\w+|capacitor|cockroachdb|cordova|expo|mongodb|nativescript|oracle|react-native|sap|spanner|sqljs|sqlserver)';

/**
 * Bundles large packages for Jest's tests, once for each state of the packages. Jest reads, resolves and links each of 3,000 files of
 * packages for every suite again: a small suite of order takes 4.3 s of CPU, and 3.1 s with the bundles.
 * @returns {Record<string, string>} for `moduleNameMapper`: a pattern of what is imported, and the file in its place
 * @throws {Error} of esbuild, for a package that is not installed
 */
export function bundledPackages() {
  const state = createHash('sha256')
    .update(readFileSync(join(ROOT, 'package-lock.json')))
    .update(readFileSync(fileURLToPath(import.meta.url)));
  const folder = join(tmpdir(), `carshare-packages-${state.digest('hex').slice(0, 16)}`);
  if (!existsSync(folder)) bundle(folder);
  const file = (/** @type {string} */ name) => join(folder, `${name}.cjs`);
  return {
    ...Object.fromEntries(Object.entries(PACKAGES).map(([name, imported]) => [`^${imported}$`, file(name)])),
    '^rxjs$': file('rxjs'),
    '^rxjs/operators$': file('rxjs-operators'),
    [`^\\./${OTHER_DRIVERS}/\\w+Driver$`]: file('nothing'),
  };
}

/** @param {string} folder which another process may make at the same time */
function bundle(folder) {
  const own = mkdtempSync(`${folder}-`);
  const nothing = join(own, 'nothing.cjs');
  writeFileSync(nothing, 'module.exports = {};\n');
  const common = /** @type {const} */ ({
    absWorkingDir: ROOT,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    outdir: own,
    outExtension: { '.js': '.cjs' },
    logLevel: 'error',
    // The telephone numbers of all countries, for a check that no service uses.
    alias: { 'libphonenumber-js/max': nothing },
  });
  buildSync({ ...common, entryPoints: PACKAGES });
  // One copy of rxjs, whatever is imported of it.
  const rxjs = "exports.all = require('rxjs');\nexports.operators = require('rxjs/operators');\n";
  buildSync({ ...common, stdin: { contents: rxjs, resolveDir: ROOT, sourcefile: 'rxjs-parts.js' } });
  renameSync(join(own, 'stdin.cjs'), join(own, 'rxjs-parts.cjs'));
  writeFileSync(join(own, 'rxjs.cjs'), "module.exports = require('./rxjs-parts.cjs').all;\n");
  writeFileSync(join(own, 'rxjs-operators.cjs'), "module.exports = require('./rxjs-parts.cjs').operators;\n");
  try {
    renameSync(own, folder);
  } catch (error) {
    rmSync(own, { recursive: true });
    if (!existsSync(folder)) throw error;
  }
}

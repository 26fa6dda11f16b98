import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { constants, Script } from 'node:vm';

const PARAMETERS = '(function (exports, require, module, __filename, __dirname) {';

/**
 * Runs a CommonJS program with the code that V8 compiled in an earlier run of it. Node's own compile cache keeps the code of a file as
 * it is loaded, without the functions that are compiled when they are first called.
 * @param {string} file the program
 * @param {string} cacheFile the compiled code; the program runs without it when it is absent, or of another program, version or V8 option
 * @param {boolean} writes whether to write the compiled code to `cacheFile` when the process exits
 * @returns {boolean} whether the compiled code was used
 */
export function runScript(file, cacheFile, writes) {
  const require = createRequire(file);
  // Node reads source maps of the modules that it loads, and of no other script.
  if (process.sourceMapsEnabled) {
    require(file);
    return false;
  }
  const cachedData = !writes && existsSync(cacheFile) ? readFileSync(cacheFile) : undefined;
  const script = new Script(`${PARAMETERS}${readFileSync(file, 'utf8')}\n})`, {
    filename: file,
    columnOffset: -PARAMETERS.length,
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    ...(cachedData && { cachedData }),
  });
  if (writes) process.on('exit', () => writeFileSync(cacheFile, script.createCachedData()));
  const module = { exports: {} };
  script.runInThisContext()(module.exports, require, module, file, dirname(file));
  return cachedData !== undefined && script.cachedDataRejected === false;
}

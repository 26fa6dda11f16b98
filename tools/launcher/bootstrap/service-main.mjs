// The main.js of a service's bundle. It also loads on a Node.js that is too old for the service, and starts the
// packaged one then.
import { fileURLToPath } from 'node:url';
import { findRuntime, isCurrent } from './runtime.mjs';
import { rerun } from './rerun.mjs';
import { runScript } from './run-script.mjs';

/** @param {string} path */
const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const node = isCurrent() ? process.execPath : findRuntime(here('../../../..'));

if (node === process.execPath) {
  runScript(here('./service.cjs'), here('./code.cache'), process.env.CODE_CACHE === 'write');
} else if (node) {
  rerun(node, here('./main.js'));
} else {
  process.stderr.write(
    `This needs Node.js 24, and this is ${process.versions.node}. Run npm ci first, which installs it as a package.\n`,
  );
  process.exitCode = 1;
}

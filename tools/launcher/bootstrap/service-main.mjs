// The main.js of a service's bundle. It also loads on a Node.js that is too old for the service, and starts the
// packaged one then.
import module from 'node:module';
import { fileURLToPath } from 'node:url';
import { findRuntime, isCurrent } from './runtime.mjs';
import { rerun } from './rerun.mjs';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const node = isCurrent() ? process.execPath : findRuntime(here('../../../..'));

if (node === process.execPath) {
  // A container's process may not write there; it reads the cache that the image build has left.
  module.enableCompileCache(here('./cache'));
  await import('./service.js');
} else if (node) {
  rerun(node, here('./main.js'));
} else {
  process.stderr.write(
    `This needs Node.js 24, and this is ${process.versions.node}. Run npm ci first, which installs it as a package.\n`,
  );
  process.exitCode = 1;
}

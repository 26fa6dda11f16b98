// The second half of a build: bundles the compiled app of the working directory into dist/bundle, because one file starts several
// times faster than two thousand, and an image needs no node_modules. A library has no main.js and is left as it is.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { NODE_OPTIONS } from '../launcher/src/services.ts';

/** Found beside the bundle at run time: the files of the API page are served, not executed. */
const SERVED = ['swagger-ui-dist'];

/** The drivers of servers, which TypeORM asks for by name when it needs one: each is a file of its own beside the bundle. */
const DRIVERS = ['mysql2', 'pg'];

/** Optional peers of the frameworks that are not installed stay imports that fail when, and only when, they are asked for. */
const absentPeers = {
  name: 'absent peers',
  setup(bundler) {
    bundler.onResolve({ filter: /^[^./]/ }, async ({ path, pluginData, ...rest }) => {
      if (pluginData === 'asked' || path.startsWith('node:')) return undefined;
      const found = await bundler.resolve(path, { ...rest, pluginData: 'asked' });
      return found.errors.length > 0 ? { path, external: true } : found;
    });
  },
};

/**
 * What packages bring along and no service uses: it would be memory of every process. Telephone numbers of every country, for a check
 * of class-validator; TypeORM's drivers of databases that the shop does not run on.
 */
const LEFT_OUT =
  /[\\/](libphonenumber-js|typeorm[\\/]driver[\\/](aurora-\w+|capacitor|cockroachdb|cordova|expo|mongodb|nativescript|oracle|react-native|sap|spanner|sqljs|sqlserver))[\\/].*\.[cm]?js$/;

/** undici without its `fetch`, sockets, mocks and caches, which its index loads: connections, and requests on them. */
const UNDICI = `
require('undici/lib/dispatcher/dispatcher').prototype.request = require('undici/lib/api/api-request');
exports.Pool = require('undici/lib/dispatcher/pool');`;

const leftOut = {
  name: 'left out',
  setup(bundler) {
    bundler.onLoad({ filter: LEFT_OUT }, () => ({ contents: 'module.exports = {};' }));
    bundler.onResolve({ filter: /^undici$/ }, ({ resolveDir }) => ({
      path: 'undici',
      namespace: 'part',
      pluginData: resolveDir,
    }));
    bundler.onLoad({ filter: /.*/, namespace: 'part' }, ({ pluginData }) => ({
      contents: UNDICI,
      resolveDir: pluginData,
    }));
  },
};

/** An import statement reads all that `node:http` exports, and so loads Node's whole `fetch` for a WebSocket; a `require` does not. */
const http = {
  name: 'http',
  setup(bundler) {
    bundler.onResolve({ filter: /^(node:)?http$/ }, ({ kind }) =>
      kind === 'import-statement' ? { path: 'http', namespace: 'http' } : undefined,
    );
    bundler.onLoad({ filter: /.*/, namespace: 'http' }, () => ({ contents: "module.exports = require('node:http');" }));
  },
};

/** A package that makes its own `require` would load a second copy of what is bundled, from node_modules. */
const OWN_REQUIRE = /^(const|var|let) require = createRequire\(import\.meta\.url\);$/m;

/** Says that a file's lines have no source worth naming. */
const NO_MAP = Buffer.from('{"version":3,"sources":["package"],"mappings":"AAAA"}').toString('base64');

/** Packages are bundled whole, once, and unmapped. Only our own code is mapped: a service holds its decoded map in memory, and that of all packages is a hundred megabytes. */
const packages = {
  name: 'packages',
  setup(bundler) {
    bundler.onLoad({ filter: /[\\/]node_modules[\\/].*\.[cm]?js$/ }, ({ path }) => ({
      contents: `${readFileSync(path, 'utf8').replace(OWN_REQUIRE, '')}\n//# sourceMappingURL=data:application/json;base64,${NO_MAP}`,
      loader: 'js',
    }));
  },
};

/** CommonJS packages in an ES module miss what Node gives them. */
const commonJs = `import { createRequire as __createRequire } from 'node:module';
import { fileURLToPath as __fileURLToPath } from 'node:url';
const require = __createRequire(import.meta.url);
const __filename = __fileURLToPath(import.meta.url);
const __dirname = __fileURLToPath(new URL('.', import.meta.url));`;

if (!existsSync('dist/main.js')) process.exit();
rmSync('dist/bundle', { recursive: true, force: true });
const common = {
  bundle: true,
  platform: 'node',
  target: 'node24',
  minifyWhitespace: true,
  minifySyntax: true,
  legalComments: 'linked',
  logLevel: 'error',
};
const { outputFiles } = await build({
  ...common,
  entryPoints: ['dist/main.js'],
  outfile: 'dist/bundle/service.js',
  write: false,
  format: 'esm',
  sourcemap: 'linked',
  sourcesContent: false,
  external: SERVED,
  banner: { js: commonJs },
  plugins: [http, leftOut, absentPeers, packages],
});
mkdirSync('dist/bundle');
// The names of classes are read by Nest, TypeORM and logs. esbuild's `keepNames` would set those of functions as well, at each
// creation of a closure, which takes a request a tenth of its time: only the classes that it renamed get their names back.
const namesOfClasses = (text) =>
  text.replace(/\b([A-Za-z$][\w$]*)=class ([A-Za-z$_][\w$]*)( extends [^{]+)?\{/g, (head, name, inner) =>
    name === inner ? head : `${head}static{Object.defineProperty(this,"name",{value:"${name}",configurable:true})}`,
  );
// esbuild makes a namespace of a CommonJS package anew for each file that imports it, with a getter per name: ten thousand of them.
const oneNamespaceEach = (text) => {
  const once =
    'var __namespaces=new Map,__toESM=(mod,isNodeMode)=>{if(!isNodeMode)return __namespace(mod);if(!__namespaces.has(mod))__namespaces.set(mod,__namespace(mod,1));return __namespaces.get(mod)},__namespace=';
  const kept = text.replace('var __toESM=', once);
  if (kept === text) throw new Error('esbuild writes its __toESM differently: see tools/bundler/bundle.mjs');
  return kept;
};
// One letter outside of Latin-1 doubles the memory of the whole text, which V8 keeps: regular expressions can say it in ASCII, too.
const inAscii = (text) =>
  text.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
for (const { path, text } of outputFiles) {
  writeFileSync(path, path.endsWith('.js') ? inAscii(oneNamespaceEach(namesOfClasses(text))) : text);
}
await build({
  ...common,
  target: 'node20',
  entryPoints: [fileURLToPath(new URL('../launcher/bootstrap/service-main.mjs', import.meta.url))],
  outfile: 'dist/bundle/main.js',
  format: 'esm',
  external: ['./service.js'],
});
writeFileSync('dist/bundle/package.json', '{ "type": "module" }\n');
await build({
  ...common,
  entryPoints: Object.fromEntries(DRIVERS.map((driver) => [`${driver}/index`, driver])),
  outdir: 'dist/bundle/node_modules',
  format: 'cjs',
  plugins: [absentPeers],
});

// Compiled code is kept for the first start already. V8 takes it only under the options under which it was compiled.
execFileSync(process.execPath, [...NODE_OPTIONS, 'dist/bundle/main.js', 'warm-cache'], {
  stdio: ['ignore', 'ignore', 'inherit'],
});

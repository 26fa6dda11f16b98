// The second half of a build: bundles the compiled app of the working directory into dist/bundle, because one file starts several
// times faster than two thousand, and an image needs no node_modules. A library has no main.js and is left as it is.
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';

/** Found beside the bundle at run time: the files of the API page are served, not executed. */
const SERVED = ['swagger-ui-dist'];

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

/** Says that a file's lines have no source worth naming. */
const NO_MAP = Buffer.from('{"version":3,"sources":["package"],"mappings":"AAAA"}').toString('base64');

/** Only our own code is mapped: a service holds its decoded map in memory, and that of all packages is a hundred megabytes. */
const mapOwnCodeOnly = {
  name: 'map own code only',
  setup(bundler) {
    bundler.onLoad({ filter: /[\\/]node_modules[\\/].*\.[cm]?js$/ }, ({ path }) => ({
      contents: `${readFileSync(path, 'utf8')}\n//# sourceMappingURL=data:application/json;base64,${NO_MAP}`,
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
await build({
  entryPoints: ['dist/main.js'],
  outfile: 'dist/bundle/service.js',
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node24',
  // Nest injects and TypeORM maps by class name.
  keepNames: true,
  minifyWhitespace: true,
  minifySyntax: true,
  legalComments: 'linked',
  sourcemap: 'linked',
  sourcesContent: false,
  logLevel: 'error',
  external: SERVED,
  banner: { js: commonJs },
  plugins: [absentPeers, mapOwnCodeOnly],
});
writeFileSync(
  'dist/bundle/main.js',
  `import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';
enableCompileCache(fileURLToPath(new URL('./cache', import.meta.url)));
await import('./service.js');
`,
);
writeFileSync('dist/bundle/package.json', '{ "type": "module" }\n');

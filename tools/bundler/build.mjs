/**
 * Builds services: `node tools/bundler/build.mjs order payment …`. Each becomes `apps/<service>/dist/bundle`, one file beside which no
 * node_modules is needed. docs/decisions/0017-what-the-bundler-does.md has what each step is worth.
 */
import { execFile } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { NODE_OPTIONS } from '../launcher/src/services.ts';
import { absentPeers, ascii, leftOut, ownRequire, sources } from './plugins.mjs';

const root = resolve(import.meta.dirname, '../..');

/** Read from node_modules at run time: the files of the API page are served and not executed. */
const SERVED = ['swagger-ui-dist'];

/** The drivers of servers. TypeORM requires one by name when a DATABASE_URL needs it, so each is a file beside the bundle. */
const DRIVERS = ['mysql2', 'pg'];

/** Node.js gives CommonJS packages these names; an ES module has to define them. */
const COMMON_JS = `import { createRequire as __createRequire } from 'node:module';
import { fileURLToPath as __fileURLToPath } from 'node:url';
const require = __createRequire(import.meta.url);
const __filename = __fileURLToPath(import.meta.url);
const __dirname = __fileURLToPath(new URL('.', import.meta.url));`;

const COMMON = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node24',
  minifyWhitespace: true,
  minifySyntax: true,
  legalComments: 'linked',
  logLevel: 'error',
};

/** @param {readonly string[]} services */
export async function bundle(services) {
  const folders = services.map((service) => join('apps', service, 'dist', 'bundle'));
  const each = (file) => folders.map((folder) => ({ out: join(folder, file) }));
  for (const folder of folders) {
    rmSync(join(root, folder), { recursive: true, force: true });
    mkdirSync(join(root, folder), { recursive: true });
    writeFileSync(join(root, folder, 'package.json'), '{ "type": "module" }\n');
  }
  await Promise.all([
    build({
      ...COMMON,
      entryPoints: each('service').map(({ out }, at) => ({ in: `apps/${services[at]}/src/main.ts`, out })),
      outdir: '.',
      format: 'esm',
      // "module" is esbuild's own condition, which a list of conditions replaces.
      conditions: ['@carshare/source', 'module'],
      sourcemap: 'linked',
      sourcesContent: false,
      external: SERVED,
      banner: { js: COMMON_JS },
      plugins: [sources, leftOut, ownRequire, ascii, absentPeers],
    }),
    build({
      ...COMMON,
      target: 'node20',
      entryPoints: each('main').map(({ out }) => ({ in: 'tools/launcher/bootstrap/service-main.mjs', out })),
      outdir: '.',
      format: 'esm',
      external: ['./service.js'],
    }),
    build({
      ...COMMON,
      entryPoints: DRIVERS.flatMap((driver) =>
        each(join('node_modules', driver, 'index')).map(({ out }) => ({ in: driver, out })),
      ),
      outdir: '.',
      format: 'cjs',
      plugins: [absentPeers],
    }),
  ]);
}

/** Keeps the compiled code, so that the first start has it already. V8 accepts it only under the options of that start. */
async function warmCaches(services) {
  await Promise.all(
    services.map((service) =>
      promisify(execFile)(process.execPath, [...NODE_OPTIONS, `apps/${service}/dist/bundle/main.js`, 'warm-cache'], {
        cwd: root,
      }).catch(({ stderr, message }) => {
        // The text of a bundle's one long line would hide the error behind it.
        throw new Error(`${service} cannot be loaded: ${(stderr || message).slice(-1_000)}`);
      }),
    ),
  );
}

const services = process.argv.slice(2);
if (services.length === 0) throw new Error('Which services? node tools/bundler/build.mjs order payment …');
await bundle(services);
await warmCaches(services);

/**
 * Builds services: `node tools/bundler/build.mjs order payment …`. Each becomes `apps/<service>/dist/bundle`, one file beside which no
 * node_modules is needed. docs/decisions/0017-what-the-bundler-does.md has what each step is worth.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { absentPeers, ascii, leftOut, nest, sources } from './plugins.mjs';
import { train } from './train.mjs';

const root = resolve(import.meta.dirname, '../..');

/** Read from node_modules at run time: the files of the API page are served and not executed. */
const SERVED = ['swagger-ui-dist'];

/** The drivers of servers. TypeORM requires one by name when a DATABASE_URL needs it, so each is a file beside the bundle. */
const DRIVERS = ['mysql2', 'pg'];

/** A CommonJS file has no import.meta; esbuild puts this name in its place. */
const FILE_URL = '__file_url';

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
      // V8 keeps the code that a CommonJS file has compiled while it ran (tools/launcher/bootstrap/run-script.mjs).
      format: 'cjs',
      outExtension: { '.js': '.cjs' },
      define: { 'import.meta.url': FILE_URL },
      // "module" is esbuild's own condition, which a list of conditions replaces.
      conditions: ['@carshare/source', 'module'],
      sourcemap: 'linked',
      sourcesContent: false,
      external: SERVED,
      banner: { js: `const ${FILE_URL} = require('node:url').pathToFileURL(__filename).href;` },
      plugins: [sources, leftOut, nest, ascii, absentPeers],
    }),
    build({
      ...COMMON,
      target: 'node20',
      entryPoints: each('main').map(({ out }) => ({ in: 'tools/launcher/bootstrap/service-main.mjs', out })),
      outdir: '.',
      format: 'esm',
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

/** @throws {Error} for a bundle with characters beyond ASCII: V8 would keep two bytes for each of its characters */
function assertAscii(service) {
  const text = readFileSync(join(root, 'apps', service, 'dist', 'bundle', 'service.cjs'), 'utf8');
  const found = /[^\0-\x7f]/.exec(text);
  if (!found) return;
  const around = text.slice(Math.max(0, found.index - 60), found.index + 20);
  throw new Error(`${service} has a character beyond ASCII. Escape it, or add its package to BEYOND_ASCII: ${around}`);
}

const services = process.argv.slice(2);
if (services.length === 0) throw new Error('Which services? node tools/bundler/build.mjs order payment …');
await bundle(services);
for (const service of services) assertAscii(service);
await train(root, services);

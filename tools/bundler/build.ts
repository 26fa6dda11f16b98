/**
 * Builds services: `node tools/bundler/build.ts order payment …`. Each becomes `apps/<service>/dist/bundle`, one file beside which no
 * node_modules is needed. docs/decisions/0017-what-the-bundler-does.md has what each step is worth.
 */
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { isServiceName, mainFile, SERVICES, type ServiceName } from '../launcher/src/services.ts';
import { absentPeers } from './absent-peers.ts';
import { common, commonJs, ROOT } from './options.ts';
import { ascii, leftOut, nest, sources } from './plugins.ts';
import { train } from './train.ts';

/** Read from node_modules at run time: the files of the API page are served and not executed. */
const SERVED = ['swagger-ui-dist'];

/** The drivers of servers. TypeORM requires one by name when a DATABASE_URL needs it, so each is a file beside the bundle. */
const DRIVERS = ['mysql2', 'pg'];

/**
 * Packages whose entry for Node.js is CommonJS and that also have ES modules. A file that imports CommonJS gets a copy of all its
 * exports when it is evaluated: with Nest's 60 files that import these, that is 15 % of the CPU time of a start, and 3 MB.
 */
const ES_MODULES = {
  'class-validator': './node_modules/class-validator/esm2015/index.js',
  rxjs: './node_modules/rxjs/dist/esm/index.js',
  'rxjs/operators': './node_modules/rxjs/dist/esm/operators/index.js',
};

/** A service's bundle, relative to the workspace. */
const folderOf = (service: ServiceName): string => dirname(mainFile(service));

async function bundle(services: readonly ServiceName[]): Promise<void> {
  const folders = services.map(folderOf);
  // What is the same in every bundle is built in the first one.
  const [first = '', ...others] = folders;
  const absent = absentPeers(ROOT);
  for (const folder of folders) {
    rmSync(join(ROOT, folder), { recursive: true, force: true });
    mkdirSync(join(ROOT, folder), { recursive: true });
    writeFileSync(join(ROOT, folder, 'package.json'), '{ "type": "module" }\n');
  }
  await Promise.all([
    build({
      ...common,
      // V8 keeps the code that a CommonJS file has compiled while it ran (tools/launcher/bootstrap/run-script.mjs).
      ...commonJs,
      entryPoints: services.map((service) => ({
        in: `apps/${service}/src/main.ts`,
        out: join(folderOf(service), 'service'),
      })),
      outdir: '.',
      outExtension: { '.js': '.cjs' },
      // "module" is esbuild's own condition, which a list of conditions replaces.
      conditions: ['@carshare/source', 'module'],
      alias: ES_MODULES,
      sourcemap: 'linked',
      sourcesContent: false,
      external: [...SERVED, ...absent],
      plugins: [sources, leftOut, nest, ascii],
    }),
    build({
      ...common,
      target: 'node20',
      entryPoints: { main: 'tools/launcher/bootstrap/service-main.mjs' },
      outdir: first,
      format: 'esm',
    }),
    build({
      ...common,
      entryPoints: DRIVERS.map((driver) => ({ in: driver, out: join('node_modules', driver, 'index') })),
      outdir: first,
      format: 'cjs',
      external: absent,
    }),
  ]);
  for (const file of ['main.js', 'node_modules']) {
    for (const folder of others) cpSync(join(ROOT, first, file), join(ROOT, folder, file), { recursive: true });
  }
}

/** @throws Error for a bundle with characters beyond ASCII: V8 would keep two bytes for each of its characters */
function assertAscii(service: ServiceName): void {
  const text = readFileSync(join(ROOT, folderOf(service), 'service.cjs'), 'utf8');
  const found = /[^\0-\x7f]/.exec(text);
  if (!found) return;
  const around = text.slice(Math.max(0, found.index - 60), found.index + 20);
  throw new Error(`${service} has a character beyond ASCII. Escape it, or add its package to BEYOND_ASCII: ${around}`);
}

const services = process.argv.slice(2).filter(isServiceName);
if (services.length === 0 || services.length !== process.argv.length - 2) {
  throw new Error(`Usage: node tools/bundler/build.ts, followed by names of ${SERVICES.join(', ')}`);
}
await bundle(services);
for (const service of services) assertAscii(service);
await train(ROOT, services);

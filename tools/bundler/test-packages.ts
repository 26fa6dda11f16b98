import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build, type BuildOptions } from 'esbuild';
import { absentPeers } from './absent-peers.ts';
import { common, commonJs, ROOT } from './options.ts';
import { leftOut } from './plugins.ts';

/** What the services and their tests import of packages that import parts of each other, or of which they import a part. */
const TOGETHER = [
  '@nestjs/common',
  '@nestjs/core',
  '@nestjs/microservices',
  '@nestjs/microservices/constants.js',
  '@nestjs/platform-fastify',
  '@nestjs/swagger',
  '@nestjs/terminus',
  '@nestjs/typeorm',
  'fastify',
  'kafkajs',
  'kafkajs/src/consumer/consumerGroup.js',
  'kafkajs/src/network/requestQueue/index.js',
  'kafkajs/src/protocol/decoder.js',
  'kafkajs/src/protocol/recordBatch/v0/decoder.js',
  'kafkajs/src/protocol/requests/fetch/index.js',
  'kafkajs/src/protocol/requests/fetch/v4/decodeMessages.js',
  'rxjs',
  'rxjs/operators',
  'typeorm',
];

/** Packages of many files that nothing imports a part of. */
const APART = ['@opentelemetry/api', 'class-validator', 'es-toolkit/compat', 'jose', 'prom-client', 'undici'];

/** Packages of which there must be one copy, and those that find their own files by their folder. */
const OUTSIDE = [
  'class-transformer',
  'class-transformer/*',
  'mysql2',
  'pg',
  'pino',
  'reflect-metadata',
  'swagger-ui-dist',
];

/** What decides on the bundles, beside the packages. */
const SOURCES = ['absent-peers', 'options', 'plugins', 'test-packages'].map((name) => `tools/bundler/${name}.ts`);

/**
 * Bundles large packages for Jest's tests, once for each state of the packages. Jest reads, resolves and links each of 3,000 files of
 * packages for every suite again: a suite that starts order takes 4.8 s of CPU, and 3.3 s with the bundles.
 * @returns for `moduleNameMapper`: a pattern of what is imported, and the file in its place
 * @throws {Error} of esbuild, for a package that is not installed
 */
export async function testPackages(): Promise<Record<string, string>> {
  const state = createHash('sha256');
  for (const file of ['package-lock.json', ...SOURCES]) state.update(readFileSync(join(ROOT, file)));
  // Below the packages' own folder, where the bundles find the packages that are not part of them.
  const folder = join(ROOT, 'node_modules', '.cache', `tests-${state.digest('hex').slice(0, 16)}`);
  if (!existsSync(folder)) await bundle(folder);
  return Object.fromEntries(
    [...TOGETHER, ...APART].map((name) => [`^${name.replaceAll('.', '\\.')}$`, join(folder, fileOf(name))]),
  );
}

const fileOf = (name: string): string => `${name.replaceAll(/[^a-z-]/gi, '_')}.cjs`;

/** @param folder which another process may make at the same time */
async function bundle(folder: string): Promise<void> {
  mkdirSync(dirname(folder), { recursive: true });
  const own = mkdtempSync(`${folder}-`);
  const outside = [...OUTSIDE, ...APART, ...absentPeers(ROOT)];
  const options = { ...common, ...commonJs, legalComments: 'none', plugins: [leftOut] } satisfies BuildOptions;
  // Each is evaluated when it is asked for: they also ask for each other while they are evaluated.
  const entries = TOGETHER.map((name) => `exports['${name}'] = () => require('${name}');`);
  // Nest's own entry loads it first, and a part of Nest does not.
  const contents = ["require('reflect-metadata');", ...entries].join('\n');
  await Promise.all([
    build({
      ...options,
      external: outside,
      stdin: { contents, resolveDir: ROOT, sourcefile: 'together.js' },
      outfile: join(own, 'together.cjs'),
    }),
    ...APART.map((name) =>
      build({
        ...options,
        entryPoints: [name],
        outfile: join(own, fileOf(name)),
        external: outside.filter((other) => other !== name),
      }),
    ),
  ]);
  for (const name of TOGETHER) {
    // In two statements: Jest would look for the names of a re-export in the whole bundle.
    const text = `const together = require('./together.cjs');\nmodule.exports = together['${name}']();\n`;
    writeFileSync(join(own, fileOf(name)), text);
  }
  try {
    renameSync(own, folder);
  } catch (error) {
    rmSync(own, { recursive: true });
    if (!existsSync(folder)) throw error;
  }
}

import { resolve } from 'node:path';
import type { BuildOptions } from 'esbuild';

/** The workspace. */
export const ROOT = resolve(import.meta.dirname, '../..');

/** Options of every bundle for Node.js 24. */
export const common = {
  absWorkingDir: ROOT,
  bundle: true,
  platform: 'node',
  target: 'node24',
  minifyWhitespace: true,
  minifySyntax: true,
  legalComments: 'linked',
  logLevel: 'error',
} satisfies BuildOptions;

/** A CommonJS file has no import.meta; esbuild puts this name in its place. */
const FILE_URL = '__file_url';

/** Options of a CommonJS file that contains ES modules. */
export const commonJs = {
  format: 'cjs',
  define: { 'import.meta.url': FILE_URL },
  banner: { js: `const ${FILE_URL} = require('node:url').pathToFileURL(__filename).href;` },
} satisfies BuildOptions;

// Node's module hooks (https://nodejs.org/api/module.html#customization-hooks): SWC compiles the workspace's TypeScript
// with the project's settings when it is loaded. A breakage's patch changes the text in memory, not the file.
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transformSync } from '@swc/core';
import { parsePatch, patchText } from './patch.mjs';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const swc = JSON.parse(readFileSync(new URL('../../../.swcrc', import.meta.url), 'utf8'));

/**
 * @param {string | undefined} patchFile a unified diff against the workspace's sources
 * @returns {{ resolve: import('node:module').ResolveHookSync, load: import('node:module').LoadHookSync }}
 */
export function sourceHooks(patchFile) {
  const patches = patchFile === undefined ? new Map() : parsePatch(readFileSync(patchFile, 'utf8'));
  return {
    resolve(specifier, context, next) {
      const inSource = context.parentURL?.endsWith('.ts') && !context.parentURL.includes('/node_modules/');
      const name = inSource && /^\.\.?\//.test(specifier) ? specifier.replace(/\.js$/, '.ts') : specifier;
      return next(name, { ...context, conditions: [...context.conditions, '@carshare/source'] });
    },
    load(url, context, next) {
      if (!url.startsWith('file:') || !url.endsWith('.ts') || url.includes('/node_modules/')) return next(url, context);
      const filename = fileURLToPath(url);
      const text = readFileSync(filename, 'utf8');
      const hunks = patches.get(relative(root, filename));
      const { code } = transformSync(hunks ? patchText(text, hunks) : text, {
        ...swc,
        filename,
        configFile: false,
        swcrc: false,
        sourceMaps: false,
      });
      return { format: 'module', source: code, shortCircuit: true };
    },
  };
}

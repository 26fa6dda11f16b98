/** esbuild plugins of the build of a service. Each works on what is read or resolved; what esbuild writes is left alone. */
import { readFileSync } from 'node:fs';
import { transform } from '@swc/core';

const { $schema: _schema, ...swcrc } = JSON.parse(readFileSync(new URL('../../.swcrc', import.meta.url), 'utf8'));

/** Compiles our own sources: esbuild does not write the types that decorators read (`emitDecoratorMetadata`). */
export const sources = {
  name: 'sources',
  setup(bundler) {
    bundler.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      const text = readFileSync(path, 'utf8');
      const { code } = await transform(text, { ...swcrc, filename: path, swcrc: false, sourceMaps: 'inline' });
      return { contents: code, loader: 'js' };
    });
  },
};

/** Optional peers that are not installed stay imports, which fail only when a package asks for them. */
export const absentPeers = {
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
 * Parts of packages that no service uses and that would be memory of every process: the telephone numbers of all countries, for a
 * check of class-validator, and TypeORM's drivers of other databases.
 */
const LEFT_OUT =
  /[\\/](libphonenumber-js|typeorm[\\/]driver[\\/](aurora-\w+|capacitor|cockroachdb|cordova|expo|mongodb|nativescript|oracle|react-native|sap|spanner|sqljs|sqlserver))[\\/].*\.[cm]?js$/;

export const leftOut = {
  name: 'left out',
  setup(bundler) {
    bundler.onLoad({ filter: LEFT_OUT }, () => ({ contents: 'module.exports = {};' }));
  },
};

/** How some ES modules of Nest make a `require`, which at run time would load a second copy of bundled packages from node_modules. */
const OWN_REQUIRE = /^const require = createRequire\(import\.meta\.url\);$/m;

/** Takes the `require` of its own from Nest's files, so that esbuild bundles what they require. */
export const ownRequire = {
  name: 'own require',
  setup(bundler) {
    bundler.onLoad(
      { filter: /[\\/]@nestjs[\\/](mapped-types|terminus|typeorm|swagger)[\\/]dist[\\/].*\.js$/ },
      ({ path }) => ({
        contents: readFileSync(path, 'utf8').replace(OWN_REQUIRE, ''),
        loader: 'js',
      }),
    );
  },
};

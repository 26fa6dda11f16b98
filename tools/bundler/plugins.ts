/** esbuild plugins of the build of a service. Each works on what is read or resolved; what esbuild writes is left alone. */
import { readFileSync } from 'node:fs';
import {
  parse,
  parseSync,
  print,
  transform,
  type ClassMember,
  type Config,
  type Declaration,
  type Expression,
  type Identifier,
  type Module,
  type ModuleItem,
  type TsParserConfig,
} from '@swc/core';
import type { Plugin } from 'esbuild';

/** The workspace's .swcrc without the schema's address, which the compiler refuses. */
type Swcrc = Config & { jsc: { parser: TsParserConfig; target: 'es2023' } };
const { $schema: _schema, ...swcrc } = JSON.parse(
  readFileSync(new URL('../../.swcrc', import.meta.url), 'utf8'),
) as Swcrc & { $schema: string };

/**
 * Compiles our own sources: esbuild does not write the types that decorators read (`emitDecoratorMetadata`), and renames a class that
 * refers to itself. Log lines, Nest's contexts and the API's schemas contain class names, so each class sets its own. esbuild's
 * `keepNames` would do the same for every function, each time that one is created.
 */
export const sources: Plugin = {
  name: 'sources',
  setup(bundler) {
    bundler.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      const text = readFileSync(path, 'utf8');
      const program = CLASS.test(text) ? await withNames(text) : text;
      const { code } = await transform(program, { ...swcrc, filename: path, swcrc: false, sourceMaps: 'inline' });
      return { contents: code, loader: 'js' };
    });
  },
};

/** Where a file can contain a class. One without is compiled from its text: the syntax tree is the larger part of the work. */
const CLASS = /\bclass\b/;

/** Our source as a syntax tree in which each class sets its name. */
async function withNames(text: string): Promise<Module> {
  const program = await parse(text, { ...swcrc.jsc.parser, target: swcrc.jsc.target });
  for (const { name, body } of classesOf(program)) body.unshift(settingName(name));
  return program;
}

/** The classes that a module declares at its top level: `class A {}`, and `let A = class A {}` where decorators were compiled. */
function classesOf({ body }: Pick<Module, 'body'>): { name: string; body: ClassMember[] }[] {
  return body
    .map((item) => (item.type === 'ExportDeclaration' ? item.declaration : item))
    .flatMap((item): (Declaration | ModuleItem | Expression | undefined)[] =>
      item.type === 'VariableDeclaration' ? item.declarations.map(({ init }) => init) : [item],
    )
    .filter((item) => item?.type === 'ClassDeclaration' || item?.type === 'ClassExpression')
    .flatMap((item) => {
      const identifier: Identifier | undefined = item.identifier;
      return identifier ? [{ name: identifier.value, body: item.body }] : [];
    });
}

/** A static block that sets the name of its class. */
function settingName(name: string): ClassMember {
  const text = `class C { static { Object.defineProperty(this, 'name', { value: '${name}', configurable: true }); } }`;
  const block = classesOf(parseSync(text, { syntax: 'ecmascript', target: swcrc.jsc.target }))[0]?.body[0];
  if (block === undefined) throw new Error(`No class in: ${text}`);
  return block;
}

/**
 * Parts of packages that no service uses and that would be memory of every process: the telephone numbers of all countries, for a
 * check of class-validator, and TypeORM's drivers of other databases.
 */
const LEFT_OUT =
  /[\\/](libphonenumber-js|typeorm[\\/]driver[\\/](aurora-\w+|capacitor|cockroachdb|cordova|expo|mongodb|nativescript|oracle|react-native|sap|spanner|sqljs|sqlserver))[\\/].*\.[cm]?js$/;

export const leftOut: Plugin = {
  name: 'left out',
  setup(bundler) {
    bundler.onLoad({ filter: LEFT_OUT }, () => ({ contents: 'module.exports = {};' }));
  },
};

/** Packages whose regular expressions contain characters beyond ASCII, which esbuild leaves as they are. */
const BEYOND_ASCII = /[\\/](validator[\\/]lib|ansis)[\\/].*\.[cm]?js$/;

/** Escapes characters beyond ASCII. V8 keeps the text of a file in memory, with two bytes for each character if one needs them. */
export const ascii: Plugin = {
  name: 'ascii',
  setup(bundler) {
    bundler.onLoad({ filter: BEYOND_ASCII }, ({ path }) => ({
      contents: readFileSync(path, 'utf8').replace(/[^\0-\x7f]/g, (character) => `\\u${codeOf(character)}`),
      loader: 'js',
    }));
  },
};

/** The UTF-16 code of a character, as an escape sequence contains it. */
const codeOf = (character: string): string => character.charCodeAt(0).toString(16).padStart(4, '0');

/** How some ES modules of Nest make a `require`, which at run time would load a second copy of bundled packages from node_modules. */
const OWN_REQUIRE = /^const require = createRequire\(import\.meta\.url\);$/m;

/** Takes the `require` of its own from Nest's files, so that esbuild bundles what they require, and lets their classes set their names. */
export const nest: Plugin = {
  name: 'nest',
  setup(bundler) {
    bundler.onLoad({ filter: /[\\/]@nestjs[\\/].*\.js$/ }, async ({ path }) => {
      const text = readFileSync(path, 'utf8').replace(OWN_REQUIRE, '');
      // Most files use no class by its name, and Nest's services are the ones that log.
      if (!LOGGING.test(text)) return { contents: text, loader: 'js' };
      const program = await parse(text, { syntax: 'ecmascript', target: swcrc.jsc.target });
      for (const { name, body } of classesOf(program)) body.unshift(settingName(name));
      return { contents: (await print(program)).code, loader: 'js' };
    });
  },
};

/** Where a class is the context of its log lines: `new Logger(RouterExplorer.name)`. */
const LOGGING = /\bnew Logger\w*\(/;

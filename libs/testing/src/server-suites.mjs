import { globSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const ADDRESS = /\bTEST_(?:MARIADB_URL|MYSQL_URL|POSTGRES_URL|KAFKA_BROKERS)\b/;
/** Not `import type`: a type does not make a suite depend on a server. */
const IMPORT = /\b(?:import|export)\s+(?!type\s)(\{[^}]*\}|[^'{};]*)\s*(?:from\s*)?'([^']+)'/g;

/**
 * Finds the suites whose outcome depends on a server: they read one of the addresses, or import a file that does. The others run the
 * same with and without servers.
 * @param {string} [root] the folder whose `apps`, `libs` and `tools` are searched
 * @returns {string[]} absolute paths of spec files
 */
export function serverSuites(root = ROOT) {
  const files = globSync('{apps,libs,tools}/*/{src,test}/**/*.spec.ts', {
    cwd: root,
    exclude: (name) => name === 'node_modules',
  });
  const known = new Map();
  return files
    .filter((file) => readsAddress(root, file, known))
    .map((file) => join(root, file))
    .sort();
}

/**
 * @param {string} root
 * @param {string} file
 * @param {Map<string, boolean>} known outcomes; false for a file that is being read, so that a cycle ends
 * @returns {boolean}
 */
function readsAddress(root, file, known) {
  const before = known.get(file);
  if (before !== undefined) return before;
  known.set(file, false);
  const path = join(root, file);
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) return false;
  const text = readFileSync(path, 'utf8');
  const found =
    ADDRESS.test(text) ||
    [...text.matchAll(IMPORT)].some(([, names = '', from = '']) =>
      importedFiles(root, file, from, names).some((imported) => readsAddress(root, imported, known)),
    );
  known.set(file, found);
  return found;
}

/**
 * The files of this repository behind an import. Of the testing library only those that export one of the names.
 * @param {string} root @param {string} file @param {string} from @param {string} names
 * @returns {string[]}
 */
function importedFiles(root, file, from, names) {
  if (from.startsWith('.')) return [join(dirname(file), from.replace(/\.js$/, '.ts'))];
  const [, project, folder] = /^@carshare\/([\w-]+)\/(test\/.+)$/.exec(from) ?? [];
  if (project && folder) return [join('libs', project, `${folder}.ts`)];
  if (from !== '@carshare/testing') return [];
  const index = join('libs', 'testing', 'src', 'index.ts');
  const wanted = names.replaceAll(/\btype\s+\w+/g, '').match(/\w+/g) ?? [];
  return [...readFileSync(join(root, index), 'utf8').matchAll(IMPORT)]
    .filter(([, exported = '']) =>
      wanted.some((name) => new RegExp(`\\b${name}\\b`).test(exported.replaceAll(/\btype\b/g, ''))),
    )
    .map(([, , source = '']) => join(dirname(index), source.replace(/\.js$/, '.ts')));
}

import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { dirname, join } from 'node:path';

/**
 * Compiles the floor to JavaScript in `tools/bench/floor/dist`, so that type stripping adds nothing to its start and
 * memory.
 */
export function buildFloor(root: string): string {
  const source = join(root, 'tools', 'bench', 'floor');
  const target = join(source, 'dist');
  rmSync(target, { recursive: true, force: true });
  for (const file of globSync('**/*.ts', { cwd: source, exclude: ['dist'] })) {
    const path = join(target, file.replace(/\.ts$/, '.js'));
    mkdirSync(dirname(path), { recursive: true });
    const code = stripTypeScriptTypes(readFileSync(join(source, file), 'utf8'));
    writeFileSync(path, code.replace(/(['"]\.{1,2}\/[^'"]+)\.ts(['"])/g, '$1.js$2'));
  }
  return target;
}

import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

const ROOT = join(import.meta.dirname, '../../..');
const DEPCRUISE = join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'structure-'));
  cpSync(join(ROOT, 'tsconfig.base.json'), join(folder, 'tsconfig.base.json'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const use = (path: string): string => `import { value } from '${path}';\nexport const own = value;\n`;
const VALUE = 'export const value = 1;\n';

/** Names of the rules that a tree of files breaks. */
function broken(files: Readonly<Record<string, string>>): string[] {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const args = [DEPCRUISE, '--config', join(ROOT, '.dependency-cruiser.mjs'), '--output-type', 'json', 'libs'];
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
  if (stdout === '') throw new Error(stderr);
  const { summary } = JSON.parse(stdout) as { summary: { violations: { rule: { name: string } }[] } };
  return [...new Set(summary.violations.map(({ rule }) => rule.name))].sort();
}

describe('The rules of imports', () => {
  it('accept folders that import in one direction', () => {
    const files = { 'libs/x/src/a/one.ts': use('../b/two.js'), 'libs/x/src/b/two.ts': VALUE };
    expect(broken(files)).toEqual([]);
  });

  it('find two folders that import each other, in files that do not', () => {
    const files = {
      'libs/x/src/a/one.ts': use('../b/two.js'),
      'libs/x/src/b/two.ts': VALUE,
      'libs/x/src/b/three.ts': use('../a/four.js'),
      'libs/x/src/a/four.ts': VALUE,
    };
    expect(broken(files)).toEqual(['no-folder-cycle']);
  });

  it('find two files that import each other', () => {
    const files = {
      'libs/x/src/one.ts': `${use('./two.js')}${VALUE}`,
      'libs/x/src/two.ts': `${use('./one.js')}${VALUE}`,
    };
    expect(broken(files)).toEqual(['no-file-cycle']);
  });

  it('find a folder of a library that imports the root', () => {
    const files = { 'libs/x/src/a/one.ts': use('../two.js'), 'libs/x/src/two.ts': VALUE };
    expect(broken(files)).toEqual(['no-import-of-the-root']);
  });

  it('find two projects that import each other', () => {
    const files = {
      'libs/x/src/one.ts': use('../../y/src/two.js'),
      'libs/y/src/two.ts': VALUE,
      'libs/y/src/three.ts': use('../../x/src/four.js'),
      'libs/x/src/four.ts': VALUE,
    };
    expect(broken(files)).toEqual(['no-folder-cycle']);
  });

  it('find a layer of the service kit that imports one above it', () => {
    const files = {
      'libs/service-kit/src/telemetry/one.ts': use('../http/two.js'),
      'libs/service-kit/src/http/two.ts': VALUE,
    };
    expect(broken(files)).toEqual(['service-kit-layers']);
  });
});

describe('The folders', () => {
  it('hold three files or more each', () => {
    const patterns = ['libs/*/src/**/*.ts', 'apps/*/src/**/*.ts'];
    const { stdout } = spawnSync('git', ['ls-files', ...patterns], { cwd: ROOT, encoding: 'utf8' });
    const files = stdout.split('\n').filter((path) => path !== '' && !path.endsWith('.d.ts'));
    const counts = Map.groupBy(files, (path) => dirname(path));
    const small = [...counts].filter(([, inside]) => inside.length < 3).map(([path]) => path);
    expect(small.filter((path) => !path.endsWith('/migrations'))).toEqual([]);
  });
});

it('The picture in docs/architecture.md shows the imports of today', () => {
  const args = [join(ROOT, 'tools/structure/draw.mjs'), '--check'];
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' });
  expect([status, stderr]).toEqual([0, '']);
}, 120_000);

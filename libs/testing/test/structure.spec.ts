import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, posix } from 'node:path';
import { SERVICES } from '@carshare/events';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FILE_LAYERS, ORDER_FEATURES } from '../../../.dependency-cruiser.mjs';

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
  const roots = [...new Set(Object.keys(files).map((path) => path.slice(0, path.indexOf('/'))))];
  const args = [DEPCRUISE, '--config', join(ROOT, '.dependency-cruiser.mjs'), '--output-type', 'json', ...roots];
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

  it.each([
    ['file-layers', 'orders/order.entity.ts', 'orders/orders.service.ts'],
    ['file-layers', 'orders/orders.service.ts', 'orders/orders.controller.ts'],
    ['file-layers', 'orders/order.dto.ts', 'orders/orders.queries.ts'],
    ['helpers-below-services', 'orders/payable.ts', 'orders/orders.service.ts'],
    ['no-feature-imports-the-app', 'orders/orders.service.ts', 'main.ts'],
    ['order-features', 'cars/cars.service.ts', 'orders/order.entity.ts'],
    ['order-features', 'gbfs/gbfs.queries.ts', 'fleet/fleet.queries.ts'],
  ])('find with %s that %s imports %s', (rule, from, to) => {
    expect(broken(imported(from, to))).toEqual([rule]);
  });

  it.each([
    ['orders/orders.saga.ts', 'orders/orders.service.ts'],
    ['orders/orders.service.ts', 'orders/order.entity.ts'],
    ['orders/orders.service.ts', 'app.config.ts'],
    ['orders/payable.ts', 'cars/car.entity.ts'],
    ['app.module.ts', 'orders/orders.module.ts'],
  ])('accept that %s imports %s', (from, to) => {
    expect(broken(imported(from, to))).toEqual([]);
  });
});

/** A file of order that imports another one. */
function imported(from: string, to: string): Record<string, string> {
  const path = posix.relative(posix.dirname(from), to).replace(/\.ts$/, '.js');
  return {
    [`apps/order/src/${from}`]: use(path.startsWith('.') ? path : `./${path}`),
    [`apps/order/src/${to}`]: VALUE,
  };
}

describe('The layers', () => {
  const files = spawnSync('git', ['ls-files', 'apps/*/src/**/*.ts'], { cwd: ROOT, encoding: 'utf8' })
    .stdout.trim()
    .split('\n');

  it('have every suffix of a file of the services', () => {
    const services = files.filter((path) => SERVICES.some((service) => path.startsWith(`apps/${service}/`)));
    const suffixes = services.flatMap((path) => /\.([^./]+)\.ts$/.exec(path)?.[1] ?? []);
    expect([...new Set(suffixes)].filter((suffix) => suffix !== 'spec').sort()).toEqual(FILE_LAYERS.flat().sort());
  });

  it('have every feature of order', () => {
    const folders = files.flatMap((path) => /^apps\/order\/src\/([^/]+)\//.exec(path)?.[1] ?? []);
    const features = [...new Set(folders)].filter((folder) => folder !== 'migrations');
    expect(features.sort()).toEqual(ORDER_FEATURES.flat().sort());
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
  const args = [join(ROOT, 'tools/structure/draw.ts'), '--check'];
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' });
  expect([status, stderr]).toEqual([0, '']);
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';

/** Licences that are compatible with distribution under the project's own licence, MIT. */
const COMPATIBLE = [
  'MIT',
  'MIT-0',
  'ISC',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '0BSD',
  'BlueOak-1.0.0',
  'Python-2.0',
  'CC0-1.0',
];

interface Lock {
  packages: Record<string, { license?: string; dev?: boolean; link?: boolean; optional?: boolean }>;
}

it('runs on nothing but packages whose licence goes with its own', () => {
  const file = join(import.meta.dirname, '../../../package-lock.json');
  const { packages } = JSON.parse(readFileSync(file, 'utf8')) as Lock;
  const run = Object.entries(packages).filter(
    ([path, { dev, link }]) => path.includes('node_modules/') && !dev && !link,
  );
  expect(run.length).toBeGreaterThan(100);
  const others = run.flatMap(([path, { license = 'none' }]) =>
    COMPATIBLE.includes(license) ? [] : [`${path}: ${license}`],
  );
  expect(others).toEqual([]);
});

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fingerprint, isFresh, markFresh } from '../bootstrap/freshness.mjs';
import { missingPackages } from '../bootstrap/packages.mjs';

let root: string;
const write = (file: string, content: string | object): void => {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), typeof content === 'string' ? content : JSON.stringify(content));
};
const age = (file: string, seconds: number): void => {
  const time = new Date(Date.now() - seconds * 1_000);
  utimesSync(join(root, file), time, time);
};
beforeEach(() => void (root = mkdtempSync(join(tmpdir(), 'carshare-bootstrap-'))));
afterEach(() => rmSync(root, { recursive: true }));

describe('The check of the packages', () => {
  const lock = (packages: object): object => ({ packages: { '': { name: 'root' }, ...packages } });
  const express = { version: '1.0.0', integrity: 'sha512-a' };

  it('requires an install when nothing is installed', () => {
    write('package-lock.json', lock({ 'node_modules/a': express }));
    expect(missingPackages(root)).toBe('nothing is installed yet');
  });

  it('accepts the packages of the lock file without the optional ones of other platforms', () => {
    write(
      'package-lock.json',
      lock({ 'node_modules/a': express, 'node_modules/a-win32': { ...express, optional: true } }),
    );
    write('node_modules/.package-lock.json', { packages: { 'node_modules/a': express } });
    expect(missingPackages(root)).toBeUndefined();
  });

  it.each([
    ['another version', { 'node_modules/a': { ...express, version: '1.0.1' } }],
    ['other content of the same version', { 'node_modules/a': { ...express, integrity: 'sha512-b' } }],
    ['a package that is missing', {}],
  ])('wants an install for %s', (_title, installed) => {
    write('package-lock.json', lock({ 'node_modules/a': express }));
    write('node_modules/.package-lock.json', { packages: installed });
    expect(missingPackages(root)).toBe('node_modules/a has changed');
  });
});

describe('The check of the builds', () => {
  const apps = ['order'];
  const fresh = (): boolean => isFresh(root, apps, fingerprint(root, apps));

  beforeEach(() => {
    write('package-lock.json', '{}');
    write('apps/order/src/main.ts', 'a');
    write('libs/events/src/index.ts', 'a');
    write('apps/order/dist/bundle/main.js', 'built');
    write('apps/order/dist/bundle/package.json', '{}');
    write('apps/order/dist/bundle/service.cjs', 'built');
    write('apps/order/dist/bundle/code.cache', 'built');
    markFresh(root, fingerprint(root, apps));
    age('apps/order/dist/bundle/package.json', 60);
  });

  it('calls a build fresh that nothing has changed since', () => expect(fresh()).toBe(true));

  it.each(['apps/order/src/main.ts', 'libs/events/src/index.ts', 'package-lock.json', 'apps/order/src/new.ts'])(
    'calls it stale after a change to %s',
    (file) => {
      write(file, 'b, longer');
      expect(fresh()).toBe(false);
    },
  );

  it('calls it stale after a change that keeps the size', () => {
    write('apps/order/src/main.ts', 'b');
    utimesSync(join(root, 'apps/order/src/main.ts'), new Date(), new Date(Date.now() + 5_000));
    expect(fresh()).toBe(false);
  });

  it.each([
    'libs/events/src/index.ts',
    ...['main.js', 'service.cjs', 'code.cache'].map((file) => `apps/order/dist/bundle/${file}`),
  ])('calls it stale when %s is gone', (file) => {
    rmSync(join(root, file));
    expect(fresh()).toBe(false);
  });

  it.each([
    'apps/order/src/main.spec.ts',
    'apps/order/dist/other.js',
    'apps/payment/src/main.ts',
    'libs/testing/src/index.ts',
    'libs/events/dist/index.js',
  ])('does not mind %s', (file) => {
    write(file, 'new');
    expect(fresh()).toBe(true);
  });

  describe('without a start before it', () => {
    /** Makes all sources older than the compiled program, as after a build with Nx. */
    const built = (): void => {
      rmSync(join(root, 'tools/launcher/dist/built'));
      for (const file of ['package-lock.json', 'apps/order/src/main.ts', 'libs/events/src/index.ts']) age(file, 120);
      for (const folder of ['apps/order/src', 'libs/events/src']) age(folder, 120);
    };

    it('calls a build fresh that is newer than every source', () => {
      built();
      expect(fresh()).toBe(true);
    });

    it.each(['apps/order/src/main.ts', 'libs/events/src/index.ts', 'package-lock.json', 'apps/order/src/new.ts'])(
      'calls it stale when %s is newer',
      (file) => {
        built();
        write(file, 'a');
        expect(fresh()).toBe(false);
      },
    );

    it('calls it stale when a source is gone', () => {
      write('apps/order/src/old.ts', 'a');
      built();
      rmSync(join(root, 'apps/order/src/old.ts'));
      expect(fresh()).toBe(false);
    });
  });
});

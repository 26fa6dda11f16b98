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
beforeEach(() => void (root = mkdtempSync(join(tmpdir(), 'carshare-bootstrap-'))));
afterEach(() => rmSync(root, { recursive: true }));

describe('The check of the packages', () => {
  const lock = (packages: object): object => ({ packages: { '': { name: 'root' }, ...packages } });
  const express = { version: '1.0.0', integrity: 'sha512-a' };

  it('wants an install when there is none', () => {
    write('package-lock.json', lock({ 'node_modules/a': express }));
    expect(missingPackages(root)).toBe('nothing is installed yet');
  });

  it('is content with what the lock file says, without the optional packages of other platforms', () => {
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
    write('libs/events/dist/index.js', 'built');
    markFresh(root, fingerprint(root, apps));
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

  it.each(['libs/events/src/index.ts', 'apps/order/dist/bundle/main.js', 'libs/events/dist/index.js'])(
    'calls it stale when %s is gone',
    (file) => {
      rmSync(join(root, file));
      expect(fresh()).toBe(false);
    },
  );

  it.each(['apps/order/src/main.spec.ts', 'apps/order/dist/other.js', 'apps/payment/src/main.ts'])(
    'does not mind %s',
    (file) => {
      write(file, 'new');
      expect(fresh()).toBe(true);
    },
  );
});

import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const root = join(import.meta.dirname, '../../web');
const files = readdirSync(root, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name));
const text = (file: string): string => readFileSync(file, 'utf8');

describe("The customer's page", () => {
  it('weighs under 60 kB, compressed file by file', () => {
    const weight = files.reduce((sum, file) => sum + gzipSync(text(file)).length, 0);
    expect(weight).toBeLessThan(60_000);
  });

  it('keeps to its policy: no style or script in the HTML, nothing from elsewhere', () => {
    const html = text(join(root, 'index.html'));
    expect(html).not.toMatch(/<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)/);
    for (const file of files) {
      const addresses = text(file).match(/https?:\/\/[^\s"')]+/g) ?? [];
      expect([file, addresses.filter((url) => !/^http:\/\/www\.w3\.org\/|^https:\/\/html\.spec/.test(url))]).toEqual([
        file,
        [],
      ]);
    }
  });

  it('has every text that its code and its HTML ask for', async () => {
    const { default: en } = (await import('../../web/js/locales/en.js')) as { default: Record<string, string> };
    const asked = files.flatMap((file) =>
      [...text(file).matchAll(/(?:\bt\('|data-t(?:-label)?=")([\w.]+)['"]/g)].map((match) => match[1] ?? ''),
    );
    expect(asked.length).toBeGreaterThan(40);
    expect(asked.filter((key) => !(key in en))).toEqual([]);
  });
});

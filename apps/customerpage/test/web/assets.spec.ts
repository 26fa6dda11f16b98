import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const root = join(import.meta.dirname, '../../web');
const files = readdirSync(root, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name))
  // Browsers never load types.
  .filter((file) => !file.endsWith('.d.ts'));
const OPERATOR = join(root, 'operator');
const operatorFiles = files.filter((file) => file.startsWith(OPERATOR));
const customers = files.filter((file) => !file.startsWith(OPERATOR));
const text = (file: string): string => readFileSync(file, 'utf8');

describe("The customer's page", () => {
  it.each([
    ["the customer's", customers, 86_000],
    ["the operator's, with all it may share", files, 190_000],
  ])('weighs little, compressed file by file: %s', (_name, parts, limit) => {
    expect(parts.reduce((sum, file) => sum + gzipSync(text(file)).length, 0)).toBeLessThan(limit);
  });

  it('keeps to its policy: no style or script in the HTML, nothing from elsewhere', () => {
    for (const page of [join(root, 'index.html'), join(OPERATOR, 'index.html')]) {
      expect(text(page)).not.toMatch(/<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)/);
    }
    for (const file of files) {
      const addresses = text(file).match(/https?:\/\/[^\s"')]+/g) ?? [];
      expect([file, addresses.filter((url) => !/^http:\/\/www\.w3\.org\/|^https:\/\/html\.spec/.test(url))]).toEqual([
        file,
        [],
      ]);
    }
  });

  it('has every text that its code and its HTML ask for', async () => {
    const own = await words('js');
    expect(asked(customers).length).toBeGreaterThan(40);
    expect(asked(customers).filter((key) => !(key in own.en))).toEqual([]);
  });

  it('has every text of the operator console, in both languages', async () => {
    const [shared, own] = [await words('js'), await words('operator/js')];
    expect(Object.keys(own.ko).sort()).toEqual(Object.keys(own.en).sort());
    expect(asked(operatorFiles).length).toBeGreaterThan(40);
    expect(asked(operatorFiles).filter((key) => !(key in { ...shared.en, ...own.en }))).toEqual([]);
  });
});

/** The keys of texts that files name literally. */
function asked(parts: string[]): string[] {
  return parts.flatMap((file) =>
    [...text(file).matchAll(/(?:\bt\('|data-t(?:-label)?=")([\w.]+)['"]/g)].map((match) => match[1] ?? ''),
  );
}

async function words(folder: string): Promise<Record<'en' | 'ko', Record<string, string>>> {
  const load = async (locale: string): Promise<Record<string, string>> =>
    ((await import(join(root, folder, 'locales', `${locale}.js`))) as { default: Record<string, string> }).default;
  return { en: await load('en'), ko: await load('ko') };
}

import { describe, expect, it } from '@jest/globals';
import { wordingFaults } from '../src/wording.mjs';

describe('The wording check', () => {
  it.each([
    ['a.ts', '/** Whoever waits for it is told. */', 2],
    ['a.ts', 'const a = 1; // read anew', 1],
    ['a.mjs', '/*\n * An order is given up.\n */', 1],
    ['a.ts', '/** Uses a sixteenth of the memory. */', 1],
    ['a.yaml', 'key: value # somebody publishes', 1],
    ['a.md', "The operator's desk lists it.", 1],
  ])('reads %s: %s', (path, text, faults) => {
    expect(wordingFaults(path, text)).toHaveLength(faults);
  });

  it('names file, line, word and replacement', () => {
    expect(wordingFaults('a.md', 'First.\nWhat is owed is listed.')).toEqual(['a.md:2: "owed": write due']);
  });

  it.each([
    ['a.ts', "const owed = 'the story is told'; const url = 'http://nobody.example';"],
    ['a.ts', 'const text = `/* nobody */`;'],
    ['a.ts', '// An owed amount; published again when `owed` falls.'],
    ['a.ts', '// several at once, within a quarter of an hour'],
    ['a.md', 'The code `order.not_owed`.\n\n```sh\nrebuild --drop-untold # told\n```'],
    ['a.yaml', 'name: nobody'],
    ['a.json', '{"text": "nobody"}'],
  ])('has no false alarm in %s: %s', (path, text) => {
    expect(wordingFaults(path, text)).toEqual([]);
  });
});

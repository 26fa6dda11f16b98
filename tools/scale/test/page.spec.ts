import { describe, expect, it } from '@jest/globals';
import { number, table, withSection } from '../report/markdown.ts';
import { writePage } from '../report/page.ts';

describe('docs/scale.md', () => {
  it('contains what the model gives', async () => {
    await writePage(true);
  });
});

describe('The generated part of a page', () => {
  const page = 'before\n<!-- scale:needs -->\nold\n<!-- /scale:needs -->\nafter';

  it('is replaced between its markers', () => {
    expect(withSection(page, 'needs', 'new')).toBe(
      'before\n<!-- scale:needs -->\n\nnew\n\n<!-- /scale:needs -->\nafter',
    );
  });

  it('needs its markers', () => {
    expect(() => withSection(page, 'costs', 'new')).toThrow('lacks the markers <!-- scale:costs -->');
  });

  it('shows numbers with three significant digits', () => {
    expect([0.0123, 1.2345, 123.4, 1_234_567, 0, NaN].map(number)).toEqual([
      '0.012',
      '1.23',
      '123',
      '1,234,567',
      '0',
      '–',
    ]);
  });

  it('aligns numbers to the right and texts to the left', () => {
    expect(table(['part', 'rate', 'why'], [['relay', '7', 'one']], [2])).toBe(
      '| part  | rate | why |\n| ----- | ---: | --- |\n| relay |    7 | one |',
    );
  });
});

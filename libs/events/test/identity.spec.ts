import { describe, expect, it } from '@jest/globals';
import { identityOf, type RecordBytes } from '../src/index.js';

const of = (headers: Record<string, string>, bytes?: RecordBytes): string => {
  const { id, source } = identityOf({ key: '1', value: '{}', headers, ...(bytes ? { bytes } : {}) });
  expect(`${id}${source}`).toMatch(/^[!-~]{2,142}$/);
  return `${source} ${id}`;
};

describe('The identity of an event', () => {
  it('is its source and its id as they are, where any database compares them exactly', () => {
    const headers = { ce_id: '019ab3f2-7c10-7e4b-9d5a-3f1c2b4d5e6f', ce_source: '/carshare/payment' };
    expect(of(headers)).toBe('/carshare/payment 019ab3f2-7c10-7e4b-9d5a-3f1c2b4d5e6f');
  });

  it('differs for every id and source that differ in a byte', () => {
    const texts = ['77', '77 ', ' 77', 'a', 'A', 'é', 'e\u0301', 'a\u200b', 'a\0', 'x'.repeat(64), 'x'.repeat(65), '-'];
    texts.push(...texts.map((text) => identityOf({ key: '', value: '', headers: { ce_id: text } }).id));
    const names = [...new Set(texts)].flatMap((ce_id) => texts.map((ce_source) => of({ ce_id, ce_source })));
    expect(new Set(names).size).toBe(new Set(texts).size ** 2);
  });

  it('differs for ids that only their bytes tell apart', () => {
    const named = (byte: number): string =>
      of({ ce_id: '\ufffd' }, { key: null, value: null, headers: [['ce_id', Buffer.from([byte])]] });
    expect(named(0xff)).not.toBe(named(0xfe));
  });

  it('is made of the content where there is no id, or an empty one', () => {
    const named = (value: string, headers = {}): string => identityOf({ key: '1', value, headers }).id;
    expect(named('{"a":1}')).toMatch(/^sha256-[0-9a-f]{40}$/);
    expect(named('{"a":1}', { ce_id: '' })).toBe(named('{"a":1}'));
    expect(named('{"a":2}')).not.toBe(named('{"a":1}'));
  });

  it('tells no source from every source', () => {
    expect(new Set([of({ ce_id: '1' }), of({ ce_id: '1', ce_source: '-' })]).size).toBe(2);
    expect(of({ ce_id: '1', ce_source: '' })).toBe(of({ ce_id: '1' }));
  });
});

import { validateSync } from 'class-validator';
import { describe, expect, it } from '@jest/globals';
import { IsLine, IsText } from './text.js';

class Request {
  @IsText(1, 3) name: unknown;
  @IsLine(3) reason: unknown;
}

/** The faults of a value as either of the members. */
const faults = (value: unknown): (string | undefined)[][] =>
  validateSync(Object.assign(new Request(), { name: value, reason: value })).map(({ property, constraints }) => [
    property,
    constraints?.['matches'],
  ]);
const NAME = ['name', 'name must be text of 1 to 3 characters'];
const REASON = ['reason', 'reason must be text of 1 to 3 characters without control characters'];

describe('A text', () => {
  it.each([
    ['one to three characters', 'a', []],
    ['code points of two units, each of which counts once', '🚗🚗🚗', []],
    ['a line break, which a line cannot have', 'a\n', [REASON]],
    ['NUL', 'a\0', [NAME, REASON]],
    ['half of a pair', '\ud83d', [NAME, REASON]],
    ['nothing', '', [NAME, REASON]],
    ['four characters', 'abcd', [NAME, REASON]],
    ['a number', 12, [NAME, REASON]],
    ['a list', ['a'], [NAME, REASON]],
  ])('of %s', (_title, value, expected) => {
    expect(faults(value)).toEqual(expected);
  });
});

import { describe, expect, it } from '@jest/globals';
import { MEASURES } from '../measures/index.ts';
import { HELP, parseOptions } from '../options.ts';

describe('The options', () => {
  it('measure each profile that was asked for', () => {
    expect(parseOptions([]).profiles).toEqual(['embedded']);
    expect(parseOptions(['--services']).profiles).toEqual(['services']);
    expect(parseOptions(['--both']).profiles).toEqual(['embedded', 'services']);
  });

  it('repeat the measurement', () => {
    expect(parseOptions([]).runs).toBe(1);
    expect(parseOptions(['--runs', '3']).runs).toBe(3);
    for (const runs of ['0', '10', '1.5', 'x', '']) {
      expect(() => parseOptions(['--runs', runs])).toThrow('--runs must be a number from 1 to 9');
    }
  });

  it('select measures by name', () => {
    expect(parseOptions(['--only', 'young', '--only', 'models']).only).toEqual(['young', 'models']);
    expect(() => parseOptions(['--only', 'yuong'])).toThrow('no such measure: yuong');
    for (const { name } of MEASURES) expect(HELP).toContain(name);
  });
});

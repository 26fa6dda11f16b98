import { createRequire } from 'node:module';
import { describe, expect, it } from '@jest/globals';
import { lastValueFrom, of, take } from 'rxjs';
import * as operators from 'rxjs/operators';

const require = createRequire(import.meta.url);

describe('A large package in a suite', () => {
  it.each(['class-validator', 'es-toolkit/compat', 'jose', 'rxjs', 'undici'])('is one file: %s', (name) => {
    expect(require.resolve(name)).toMatch(/carshare-packages-\w+[\\/][\w-]+\.cjs$/);
  });

  it('is loaded once, whatever is imported of it', async () => {
    expect(operators.take).toBe(take);
    expect(await lastValueFrom(of(1, 2).pipe(operators.take(1)))).toBe(1);
  });
});

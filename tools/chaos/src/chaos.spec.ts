import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';

const ROOT = resolve(import.meta.dirname, '..');
const BREAKAGES = join(ROOT, 'breakages');
const folder = mkdtempSync(join(tmpdir(), 'chaos-spec-'));
afterAll(() => rmSync(folder, { recursive: true }));

function chaos(args: string[], breakage?: string): { status: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', join(ROOT, 'main.mjs'), ...args],
    { encoding: 'utf8', env: { ...process.env, ...(breakage === undefined ? {} : { CHAOS_BREAKAGE: breakage }) } },
  );
  return { status, output: stdout + stderr };
}

const traceOf = (output: string): string | undefined => /^trace (\S+)$/m.exec(output)?.[1];

describe('the simulation', () => {
  it('takes the same steps for the same seed', () => {
    const [first, second, other] = ['7', '7', '8'].map((seed) => traceOf(chaos(['--seed', seed]).output));
    expect(first).toMatch(/^\d+-[0-9a-f]{8}$/);
    expect(second).toBe(first);
    expect(other).not.toBe(first);
  });

  it('finds no breach of the promise', () => {
    expect(chaos(['--seeds', '150'])).toMatchObject({ status: 0, output: expect.stringContaining('0 with a breach') });
  });

  it('names the seed and the breach of a broken service, shows the last steps, and fails', () => {
    const { status, output } = chaos(['--seeds', '10'], join(BREAKAGES, 'no-provider-key.patch'));
    expect(status).toBe(1);
    expect(output).toMatch(/^seed \d+ \(again: npm run chaos -- --seed \d+\)\n(?: {2}BREACH .+\n)+ {2} *\d+ \S+: /m);
  });

  it('fails, and reports it, when a small budget is not enumerated completely', () => {
    const { status, output } = chaos(['--model', '--whole', '--states', '40']);
    expect(output).toMatch(/^cancel 1: 40 states, .*, capped at 40 states, .*: 0 wrong$/m);
    expect(status).toBe(1);
  });

  it('finds what is wrong in the life of one order', () => {
    const { status, output } = chaos(
      ['--model', '--whole', '--states', '200'],
      join(BREAKAGES, 'stock-not-given-back.patch'),
    );
    expect(output).toMatch(/BREACH is Cancelled and leaves a stock of 1 after: /);
    expect(status).toBe(1);
  });

  it.each([
    ['extension-charged-before-claim', /BREACH the vehicle is taken twice after: extend, /],
    ['extension-voided-before-withdrawn', /BREACH is Placed and holds 980 after: extend, /],
  ])('finds what is wrong in an extension: %s', (breakage, breach) => {
    const { status, output } = chaos(['--model', '--whole', '--states', '200'], join(BREAKAGES, `${breakage}.patch`));
    expect(output).toMatch(breach);
    expect(status).toBe(1);
  });

  it('applies no breakage for a kind that does not exist', () => {
    const { status, output } = chaos(['--breakages', '--by', 'nonsense']);
    expect(output).toContain('--by takes adapters, others');
    expect(status).toBe(1);
  });

  it('fails on a patch that the sources have outgrown', () => {
    const stale = join(folder, 'stale.patch');
    const target = 'apps/order/src/orders/orders.saga.ts';
    writeFileSync(
      stale,
      `# stale\n--- a/${target}\n+++ b/${target}\n@@ -1,1 +1,1 @@\n-this line is not there\n+nor this\n`,
    );
    const { status, output } = chaos(['--seeds', '1'], stale);
    expect(status).toBe(1);
    expect(output).toContain('the patch does not apply');
  });
});

import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { build } from 'esbuild';

const LOADER = join(import.meta.dirname, '../bootstrap/run-script.mjs');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'carshare-script-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Runs the program in a process of its own and returns what it prints, and whether the compiled code was used. */
function run(writes: boolean, options: readonly string[] = []): { output: string; isUsed: boolean; errors: string } {
  const start = `import { runScript } from ${JSON.stringify(LOADER)};
    process.stdout.write(' used=' + runScript(${JSON.stringify(join(folder, 'a.cjs'))}, ${JSON.stringify(join(folder, 'code.cache'))}, ${writes}));`;
  const { stdout, stderr } = spawnSync(process.execPath, [...options, '--input-type=module', '-e', start], {
    encoding: 'utf8',
  });
  return { output: stdout.replace(/ used=(true|false)/, ''), isUsed: stdout.includes(' used=true'), errors: stderr };
}

function write(program: string): void {
  writeFileSync(join(folder, 'a.cjs'), program);
}

describe('A program with compiled code', () => {
  it('runs without compiled code and writes it only when it is told to', () => {
    write(`process.stdout.write(require('node:path').basename(__filename));`);
    expect(run(false)).toMatchObject({ output: 'a.cjs', isUsed: false });
    expect(existsSync(join(folder, 'code.cache'))).toBe(false);
    expect(run(true)).toMatchObject({ output: 'a.cjs', isUsed: false });
    expect(existsSync(join(folder, 'code.cache'))).toBe(true);
  });

  it('uses the code that an earlier run has compiled', () => {
    write(`function greet() { process.stdout.write('hello'); } greet();`);
    run(true);
    expect(run(false)).toMatchObject({ output: 'hello', isUsed: true });
  });

  it('runs without it when the program or an option of V8 is another one', () => {
    write(`process.stdout.write('one');`);
    run(true);
    expect(run(false, ['--no-opt'])).toMatchObject({ output: 'one', isUsed: false });
    write(`process.stdout.write('another');`);
    expect(run(false)).toMatchObject({ output: 'another', isUsed: false });
  });

  it('runs without it when the file is broken', () => {
    write(`process.stdout.write('hello');`);
    writeFileSync(join(folder, 'code.cache'), 'no code');
    expect(run(false)).toMatchObject({ output: 'hello', isUsed: false });
  });

  it('can import ES modules later', () => {
    writeFileSync(join(folder, 'b.mjs'), 'export const b = 7;');
    write(`import('./b.mjs').then(({ b }) => process.stdout.write('b=' + b));`);
    expect(run(false).output).toContain('b=7');
  });

  it('names the source of an error by the source map', async () => {
    writeFileSync(
      join(folder, 'source.ts'),
      `\n\nexport function fail(): never {\n  throw new Error('no');\n}\nfail();\n`,
    );
    await build({
      entryPoints: [join(folder, 'source.ts')],
      outfile: join(folder, 'a.cjs'),
      format: 'cjs',
      sourcemap: 'linked',
      minify: true,
    });
    expect(run(false, ['--enable-source-maps']).errors).toContain('source.ts:4:');
  });
});

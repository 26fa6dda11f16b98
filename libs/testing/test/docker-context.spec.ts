import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, matchesGlob } from 'node:path';
import { SERVICES } from '@carshare/events';
import { expect, it } from '@jest/globals';

const ROOT = join(import.meta.dirname, '../../..');

/** The files of the repository that `docker build` sends: .dockerignore excludes everything, then names what is sent. */
function contextFiles(): string[] {
  const lines = readFileSync(join(ROOT, '.dockerignore'), 'utf8').split('\n');
  const sent = lines.filter((line) => line.startsWith('!')).map((line) => line.slice(1));
  const left = lines.filter((line) => line.startsWith('**/'));
  const files = execFileSync('git', ['ls-files'], { cwd: ROOT, encoding: 'utf8' }).trim().split('\n');
  return files
    .filter((file) => sent.some((path) => file === path || file.startsWith(`${path}/`)))
    .filter((file) => !left.some((pattern) => matchesGlob(file, pattern) || matchesGlob(file, `${pattern}/**`)));
}

it('docker build sends every file that the build of the services imports', () => {
  const context = mkdtempSync(join(tmpdir(), 'context-'));
  try {
    for (const file of contextFiles()) cpSync(join(ROOT, file), join(context, file));
    // The Dockerfile builds every folder in apps/.
    expect(readdirSync(join(context, 'apps')).sort()).toEqual([...SERVICES].sort());
    symlinkSync(join(ROOT, 'node_modules'), join(context, 'node_modules'));
    const { stderr } = spawnSync(process.execPath, ['tools/bundler/build.ts'], { cwd: context, encoding: 'utf8' });
    // Without services to build, it ends where it reads its arguments: after all its imports.
    expect(stderr).toContain('Usage: node tools/bundler/build.ts');
  } finally {
    rmSync(context, { recursive: true });
  }
});

import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * The path of a program: from the environment (`ISTIOCTL=…`), the PATH, or the folder of `go install`; undefined when
 * missing.
 */
export function findTool(name: string): string | undefined {
  const named = process.env[name.toUpperCase()];
  if (named) return named;
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), join(process.env['HOME'] ?? '', 'go/bin')];
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}

/** Runs a program. @throws {Error} with the program's output when it fails */
export function run(tool: string, args: readonly string[], cwd?: string): string {
  const result = spawnSync(tool, args, { cwd, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  if (result.status !== 0) throw new Error(`${result.error?.message ?? ''}${result.stderr}${result.stdout}`.trim());
  return result.stdout;
}

/** The source folder of a Go module, downloaded once by the Go client. @throws {Error} when the download fails */
export function goModule(module: string): string {
  const go = findTool('go');
  if (!go) throw new Error('go is not installed');
  const answer = execFileSync(go, ['mod', 'download', '-json', module], {
    cwd: '/',
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return (JSON.parse(answer) as { Dir: string }).Dir;
}

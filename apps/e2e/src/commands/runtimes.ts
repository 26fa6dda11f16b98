import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { ROOT } from '../support/launcher.ts';

/** The oldest Node.js that README names. */
const OLDEST = '20.19.5';

/** A Node.js and a PATH that starts with it. */
export interface Runtime {
  version: string;
  path: string;
}

/** The PATH of a user, without the packages' programs. */
const FOLDERS = (process.env['PATH'] ?? '')
  .split(delimiter)
  .filter((folder) => !folder.startsWith(join(ROOT, 'node_modules')));

/** Node.js 20, from the system or from a package in the user's cache, and the packaged Node.js 24. */
export function runtimes(): Runtime[] {
  const system = FOLDERS.map((folder) => join(folder, 'node')).find((file) => existsSync(file) && isOld(file));
  return [system ?? install(), join(ROOT, 'node_modules', 'node', 'bin', 'node')].map((node) => ({
    version: versionOf(node),
    path: [dirname(node), ...FOLDERS].join(delimiter),
  }));
}

function isOld(node: string): boolean {
  return /^v20\.(19|2\d)\./.test(versionOf(node));
}

function versionOf(node: string): string {
  return execFileSync(node, ['--version'], { encoding: 'utf8' }).trim();
}

function install(): string {
  const folder = join(homedir(), '.cache', 'carshare', `node-${OLDEST}`);
  const node = join(folder, 'node_modules', 'node', 'bin', 'node');
  if (!existsSync(node)) {
    mkdirSync(folder, { recursive: true });
    const args = ['install', '--prefix', folder, '--no-audit', '--no-fund', '--no-save', `node@${OLDEST}`];
    execFileSync('npm', args, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
  }
  return node;
}

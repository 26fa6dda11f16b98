import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';

const folder = new URL('.', import.meta.url).pathname;

/** A process of its own that runs a `*.process.ts` beside this file; `lines` is what it prints. */
export interface Child {
  process: ChildProcess;
  lines: string[];
  /** Resolves when it has ended and everything it printed is in `lines`. */
  ended: Promise<void>;
  /** Resolves with the first line that passes, also one printed before. */
  line(passes: (line: string) => boolean): Promise<string>;
}

export function startChild(file: string, ...args: string[]): Child {
  const child = spawn(
    process.execPath,
    ['--no-warnings', '--import', `${folder}source-loader.mjs`, `${folder}${file}`, ...args],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const lines: string[] = [];
  const reader = createInterface(child.stdout);
  reader.on('line', (line) => lines.push(line));
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const line = (passes: (line: string) => boolean) =>
    new Promise<string>((resolve, reject) => {
      const look = () => {
        const found = lines.find(passes);
        if (found !== undefined) resolve(found);
      };
      look();
      reader.on('line', look);
      void ended.then(() =>
        reject(new Error(`${file} ended without the line; it printed: ${lines.slice(-3).join(' | ')}`)),
      );
    });
  return { process: child, lines, ended, line };
}

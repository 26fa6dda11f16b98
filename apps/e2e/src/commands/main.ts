/**
 * `npm run test:commands`: runs every `node`, `npm` and `npx` command of the documents on the oldest supported Node.js
 * and on the packaged one. A command that fails, or that has no rule in `plan.ts`, fails the run.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePortBase, ROOT } from '../support/launcher.ts';
import { commandsOf, type DocumentedCommand } from './extract.ts';
import { planFor } from './plan.ts';
import { runtimes, type Runtime } from './runtimes.ts';
import { attempt } from './attempt.ts';

const folder = mkdtempSync(join(tmpdir(), 'carshare-commands-'));
const failures: string[] = [];
let tried = 0;
try {
  const commands = documented();
  // Side by side: a command uses one core. Both build the services when they are stale, one after the other (`prepare`).
  await Promise.all(runtimes().map((runtime) => tryAll(commands, runtime)));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.stdout.write(`commands: ${tried} tried, ${failures.length} failed\n`);
for (const failure of failures) process.stdout.write(`\n${failure}\n`);
process.exitCode = failures.length > 0 || tried === 0 ? 1 : 0;

/** Each command once, with its first position; `npm start` comes first and makes the data for the others. */
function documented(): DocumentedCommand[] {
  const files = execFileSync('git', ['ls-files', '*.md'], { cwd: ROOT, encoding: 'utf8' }).trim().split('\n');
  const current = files.filter((file) => !/CHANGELOG\.md$|^docs\/decisions\//.test(file));
  const all = current.flatMap((file) => commandsOf(readFileSync(join(ROOT, file), 'utf8'), file));
  const unique = [...new Map(all.toReversed().map((command) => [command.text, command])).values()].toReversed();
  const isStart = ({ text }: DocumentedCommand): boolean => text === 'npm start';
  return [...unique.filter(isStart), ...unique.filter((command) => !isStart(command))];
}

async function tryAll(commands: readonly DocumentedCommand[], { version, path }: Runtime): Promise<void> {
  const env = {
    PATH: path,
    HOME: process.env['HOME'] ?? folder,
    DATA_DIR: join(folder, version),
    PORT_BASE: String(await freePortBase()),
    NX_DAEMON: 'false',
    // Its plugins in its own process: 67 % of the CPU time of a command.
    NX_ISOLATE_PLUGINS: 'false',
    NX_TUI: 'false',
  };
  const attempted = new Map<string, string | undefined>();
  for (const { text, place } of commands) {
    const trial = planFor(text);
    const key = JSON.stringify(trial && { ...trial, prints: undefined });
    if (trial && !attempted.has(key)) {
      attempted.set(key, await attempt(trial, env));
      tried++;
      const how = 'script' in trial ? `not run: ${trial.reason}` : 'run' in trial ? trial.run : trial.start;
      process.stdout.write(`${attempted.get(key) === undefined ? 'ok  ' : 'FAIL'} ${version} ${text}  (${how})\n`);
    }
    const fault = trial ? attempted.get(key) : 'there is no rule for it in apps/e2e/src/commands/plan.ts';
    if (fault !== undefined) failures.push(`${place}: ${text}, on Node.js ${version}: ${fault}`);
  }
}

/** How a documented command is tested. */
export type Trial =
  /** Run unchanged, or with other arguments so that it ends soon and changes nothing. */
  | { run: string; prints?: RegExp }
  /** Started, and stopped by Ctrl-C when it has printed this text. */
  | { start: string; until: RegExp }
  /** Not run, for the given reason; only checked to exist. */
  | { script: string; reason: string };

type Rule = readonly [pattern: RegExp, trial: (...groups: string[]) => Trial];

/** Nx prints the tasks that it would run, and fails for a project or target that does not exist. */
const TASKS = '--graph=stdout';
const HAS_TASKS = /"tasks": \{\s*"/;

const RULES: readonly Rule[] = [
  [/^npm start$/, () => ({ start: 'npm start', until: /The shop is open/ })],
  [/^npm test$/, () => ({ run: `npm test -- ${TASKS}`, prints: HAS_TASKS })],
  [/^npm run (test:browser|e2e:mesh)( -- .*)?$/, (name) => ({ run: `npm run ${name} -- ${TASKS}`, prints: HAS_TASKS })],
  [/^npm run (test:services)$/, (name) => ({ script: name, reason: 'it starts three servers and runs for minutes' })],
  [/^npm run (test:commands)$/, (name) => ({ script: name, reason: 'it is this program' })],
  [/^npm run (format)$/, (name) => ({ script: name, reason: 'it changes files' })],
  [/^npm run format:check$/, () => ({ run: 'npm run format:check -- --version' })],
  [/^npm run bench:page$/, () => ({ run: 'npm run bench:page -- --check' })],
  [/^npm run bench( -- .*)?$/, () => ({ run: 'npm run bench -- --help', prints: /--services/ })],
  [/^npm run scale( -- --check)?$/, () => ({ run: 'npm run scale -- --check' })],
  [/^npm run chaos\b.*$/, () => ({ run: 'npm run chaos -- --seeds 2', prints: /breach/ })],
  [/^npm run verify\b.*$/, () => ({ run: 'npm run verify -- --data-dir $DATA_DIR', prints: /./ })],
  [/^npm run operator\b.*$/, () => ({ run: 'npm run operator -- --help', prints: /retry/ })],
  [/^npm ci$/, () => ({ run: 'npm ci --dry-run --ignore-scripts --no-audit --no-fund' })],
  [/^npx nx (graph)$/, () => ({ run: 'npx nx graph --print', prints: /"nodes"/ })],
  [
    /^npx nx affected (.*)$/,
    (rest) => ({ run: `npx nx affected --base=HEAD ${rest} ${TASKS}`, prints: /"tasks": \{/ }),
  ],
  // The arguments behind `--` are the program's own, which does not run here.
  [
    /^npx nx (.*?)(?: -- .*)?$/,
    (rest) => ({ run: `npx nx ${rest.replaceAll('$app', 'order')} ${TASKS}`, prints: HAS_TASKS }),
  ],
  [/^(?:npx )?node (\S+\/main\.js) rebuild\b.*$/, (file) => ({ run: `node ${file} rebuild --dry-run`, prints: /./ })],
  // Without arguments it changes nothing and prints the required ones.
  [
    /^node (\S+\/main\.js) skip-batch\b.*$/,
    (file) => ({ run: `node ${file} skip-batch || true`, prints: /PARTITION/ }),
  ],
  [/^((?:npx )?node \S+\/main\.js \S+)$/, (command) => ({ run: command, prints: /./ })],
  [
    /^((?:npx )?node tools\/(?:bench\/report\/performance|structure\/draw)\.ts)$/,
    (command) => ({ run: `${command} --check` }),
  ],
];

/**
 * The test of a command.
 * @returns undefined for a command without a rule: it needs a rule, or is misspelt
 */
export function planFor(command: string): Trial | undefined {
  const text = command.replace(/^(?:export )?(?:[A-Z_]+=\S+ )*/, '');
  for (const [pattern, trial] of RULES) {
    const found = pattern.exec(text);
    if (found) return trial(...found.slice(1));
  }
  return undefined;
}

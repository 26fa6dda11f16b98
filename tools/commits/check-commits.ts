// Checks the subjects of the commits since COMMIT_BASE, by default since the rule was introduced: a conventional commit
// (https://www.conventionalcommits.org), at most 72 characters, one change.
import { execFileSync, spawnSync } from 'node:child_process';
import { subjectFaults } from '../../libs/testing/src/commit-subject.mjs';

/** The last commit before the rule. */
const FIRST = 'a4ec09f67dbaf1601f5206c4e5b2262498ef0271';
const base = process.env['COMMIT_BASE'] || FIRST;

if (spawnSync('git', ['cat-file', '-e', `${base}^{commit}`], { stdio: 'ignore' }).status !== 0) {
  console.log(`commits: not checked, as ${base} is not in this copy of the history`);
} else {
  const log = execFileSync('git', ['log', '--no-merges', '--format=%h %s', `${base}..HEAD`], {
    encoding: 'utf8',
  }).trim();
  const lines = log === '' ? [] : log.split('\n');
  const faults = lines.flatMap((line) => {
    const [, hash, subject] = /^(\S+) (.*)$/.exec(line) ?? [];
    return subjectFaults(subject ?? '').map((fault) => `${hash} ${subject}: ${fault}`);
  });
  for (const fault of faults) console.error(fault);
  console.log(`commits: ${lines.length} checked, ${faults.length} faults`);
  process.exitCode = faults.length > 0 ? 1 : 0;
}

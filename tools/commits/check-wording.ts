// Checks the comments and documents of the listed directories and files for words that stand in for a term.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { wordingFaults } from '../../libs/testing/src/wording.mjs';

/** Add a directory when its comments follow the rules. */
const CHECKED = [
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'CHANGELOG.md',
  'docs',
  'istio',
  'k8s',
  'apps',
  'libs',
  'tools',
];
/** Contain the words on purpose. */
const EXCLUDED = ['libs/testing/src/wording.mjs', 'libs/testing/test/wording.spec.ts'];

const files = execFileSync('git', ['ls-files', ...CHECKED], { encoding: 'utf8' })
  .trim()
  .split('\n');
const checked = files.filter((file) => !EXCLUDED.includes(file));
const faults = checked.flatMap((file) => wordingFaults(file, readFileSync(file, 'utf8')));
for (const fault of faults) console.error(fault);
console.log(`wording: ${checked.length} files checked, ${faults.length} faults`);
process.exitCode = faults.length > 0 ? 1 : 0;

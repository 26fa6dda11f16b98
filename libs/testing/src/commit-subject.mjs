const TYPES = ['build', 'chore', 'ci', 'docs', 'feat', 'fix', 'perf', 'refactor', 'revert', 'style', 'test'];
const FORM = new RegExp(`^(${TYPES.join('|')})(\\([a-z0-9-]+\\))?!?: [^\\sA-Z]`);
const LONGEST = 72;

/**
 * Checks the subject of a commit.
 * @param {string} subject
 * @returns {string[]} the rules that it breaks
 */
export function subjectFaults(subject) {
  const faults = [];
  if (!FORM.test(subject)) faults.push(`it must be "type(scope): imperative summary" with one of ${TYPES.join(', ')}`);
  if (subject.length > LONGEST) faults.push(`it has ${subject.length} characters, and at most ${LONGEST} are shown`);
  if (/;|\.$/.test(subject)) faults.push('it must name one change: no semicolon, no full stop');
  return faults;
}

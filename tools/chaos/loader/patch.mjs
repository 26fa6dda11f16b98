/**
 * Parses a unified diff: path in the workspace → hunks, each with the replaced text and its replacement.
 * @param {string} diff
 * @returns {Map<string, { before: string, after: string }[]>}
 */
export function parsePatch(diff) {
  /** @type {Map<string, { before: string[], after: string[] }[]>} */
  const files = new Map();
  /** @type {{ before: string[], after: string[] }[]} */
  let hunks = [];
  /** @type {{ before: string[], after: string[] } | undefined} */
  let hunk;
  for (const line of diff.split('\n')) {
    if (line.startsWith('+++ ')) files.set(line.slice(4).replace(/^b\//, ''), (hunks = []));
    else if (line.startsWith('@@')) hunks.push((hunk = { before: [], after: [] }));
    else if (hunk && !line.startsWith('--- ') && line !== '') {
      if (line[0] !== '+') hunk.before.push(line.slice(1));
      if (line[0] !== '-') hunk.after.push(line.slice(1));
    }
  }
  return new Map(
    [...files].map(([path, list]) => [
      path,
      list.map(({ before, after }) => ({ before: before.join('\n'), after: after.join('\n') })),
    ]),
  );
}

/**
 * Applies hunks by their text; line numbers are ignored.
 * @param {string} text
 * @param {{ before: string, after: string }[]} hunks
 * @throws {Error} when the text of a hunk does not occur exactly once
 */
export function patchText(text, hunks) {
  return hunks.reduce((patched, { before, after }) => {
    const parts = patched.split(before);
    if (parts.length !== 2) throw new Error(`the patch does not apply: ${parts.length - 1} places have\n${before}`);
    return parts.join(after);
  }, text);
}

import { t } from '/js/i18n.js';

/** The text for a word of the contract; a word of a newer service that has no text here is shown itself. @param {string} group @param {string | number | null | undefined} word */
export function wordOf(group, word) {
  const key = `operator.${group}.${word}`;
  return t(key) === key ? String(word) : t(key);
}

/** What this tab remembers across a reload, and forgets when it is closed. */
const prefix = 'carshare.';

/** @param {string} name */
export function recall(name) {
  try {
    return JSON.parse(sessionStorage.getItem(prefix + name) ?? 'null');
  } catch {
    return null;
  }
}

/**
 * @param {string} name
 * @param {unknown} value null forgets
 */
export function remember(name, value) {
  if (value === null) sessionStorage.removeItem(prefix + name);
  else sessionStorage.setItem(prefix + name, JSON.stringify(value));
}

/** Data of this tab that survives a reload and is deleted when the tab is closed. */
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
 * @param {unknown} value null deletes the entry
 */
export function remember(name, value) {
  if (value === null) sessionStorage.removeItem(prefix + name);
  else sessionStorage.setItem(prefix + name, JSON.stringify(value));
}

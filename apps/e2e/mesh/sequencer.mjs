/**
 * Runs scenarios in the order of their names, those without faults first; Jest's own order by size and duration is not
 * used.
 */
export default class ByName {
  /** @param {{ path: string }[]} tests */
  sort(tests) {
    return [...tests].sort((one, other) => one.path.localeCompare(other.path));
  }

  cacheResults() {}
}

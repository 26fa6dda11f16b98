const rotating = new WeakMap<object, Set<string>>();

/**
 * Marks a variable of the configuration that is read again when its file (`NAME_FILE`) changes. Who uses it reads the property each
 * time, and keeps no copy.
 */
export function MayRotate(): PropertyDecorator {
  return (target, name) => {
    rotating.set(target, (rotating.get(target) ?? new Set()).add(String(name)));
  };
}

/** Whether the variable is marked in the class of the configuration or in one that it extends. */
export function mayRotate(config: object, name: string): boolean {
  for (let level: unknown = config; typeof level === 'object' && level !== null; level = Object.getPrototypeOf(level)) {
    if (rotating.get(level)?.has(name)) return true;
  }
  return false;
}

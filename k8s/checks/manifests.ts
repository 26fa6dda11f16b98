import { parseAllDocuments } from 'yaml';

/** A manifest as the cluster gets it; what is inside is asked for with `at`. */
export interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string; labels?: Record<string, string> };
  [key: string]: unknown;
}

/** Every document of a rendered file. @throws {Error} when it is no YAML or a document is no manifest */
export function parseManifests(text: string): Manifest[] {
  return parseAllDocuments(text).flatMap((document) => {
    if (document.errors[0]) throw document.errors[0];
    const value = document.toJS() as Partial<Manifest> | null;
    if (value === null) return [];
    if (!value.apiVersion || !value.kind || !value.metadata?.name) {
      throw new Error('a document without apiVersion, kind or metadata.name');
    }
    return [value as Manifest];
  });
}

/** What stands under a path such as `spec.template.spec`, or undefined; `*` goes through every element of a list. */
export function at(value: unknown, path: string): unknown {
  let current: unknown[] = [value];
  for (const step of path.split('.')) {
    current = current.flatMap((one): unknown[] => {
      if (step === '*') return Array.isArray(one) ? one : [];
      return one !== null && typeof one === 'object' && step in one ? [(one as Record<string, unknown>)[step]] : [];
    });
  }
  return path.includes('*') ? current : current[0];
}

/** The same as `at`, for what must be a list: an absent one is empty. */
export function list(value: unknown, path: string): unknown[] {
  const found = at(value, path);
  return Array.isArray(found) ? found : [];
}

/** Whether the labels have everything that the selector asks for; no selector selects nothing. */
export function selects(selector: unknown, labels: unknown): boolean {
  if (typeof selector !== 'object' || selector === null) return false;
  const have = new Map(Object.entries(labels ?? {}));
  return Object.entries(selector).every(([key, value]) => have.get(key) === value);
}

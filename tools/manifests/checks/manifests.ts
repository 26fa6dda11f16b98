import { parseAllDocuments } from 'yaml';

/** A manifest as the cluster gets it; read its fields with `at`. */
export interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string; labels?: Record<string, string> };
  [key: string]: unknown;
}

/** Every document of a rendered file. @throws {Error} when the file is not YAML or a document is not a manifest */
export function parseManifests(text: string): Manifest[] {
  return parseAllDocuments(text).flatMap((document) => {
    if (document.errors[0]) throw document.errors[0];
    const value: unknown = document.toJS();
    if (value === null) return [];
    if (!isManifest(value)) throw new Error('a document without apiVersion, kind or metadata.name');
    return [value];
  });
}

function isManifest(value: unknown): value is Manifest {
  return ['apiVersion', 'kind', 'metadata.name'].every((path) => text(value, path) !== '');
}

/** Agreement between files that no schema checks. */
export interface Fact {
  title: string;
  faults: (all: readonly Manifest[]) => string[];
}

export const title = (one: Manifest): string => `${one.kind}/${one.metadata.name}`;

export function ofKind(all: readonly Manifest[], kind: string): Manifest[] {
  return all.filter((one) => one.kind === kind);
}

export function named(all: readonly Manifest[], kind: string, name: string): Manifest | undefined {
  return ofKind(all, kind).find((one) => one.metadata.name === name);
}

/** The value at a path such as `spec.selector`; undefined when it is missing. */
export function at(value: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((one, step) => child(one, step), value);
}

/** The elements at a path: those of the list at its end, or, with `*` as a step, those of every list on the way. */
export function list(value: unknown, path: string): unknown[] {
  let found: unknown[] = [value];
  for (const step of path.split('.')) {
    found = step === '*' ? found.flatMap(elements) : found.map((one) => child(one, step));
  }
  const present = found.filter((one) => one !== undefined);
  return path.includes('*') || present.length === 0 ? present : elements(present[0]);
}

/** The text, number or boolean at a path, as text; empty for other values. */
export function text(value: unknown, path: string): string {
  const found = at(value, path);
  return typeof found === 'string' || typeof found === 'number' || typeof found === 'boolean' ? String(found) : '';
}

function child(value: unknown, key: string): unknown {
  return value !== null && typeof value === 'object' ? (value as Record<string, unknown>)[key] : undefined;
}

function elements(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Whether the labels satisfy the selector; an absent selector matches nothing. */
export function selects(selector: unknown, labels: unknown): boolean {
  if (typeof selector !== 'object' || selector === null) return false;
  const have = new Map(Object.entries(labels ?? {}));
  return Object.entries(selector).every(([key, value]) => have.get(key) === value);
}

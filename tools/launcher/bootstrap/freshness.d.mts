export interface Sources {
  state: string;
  /** The time of the last change, in milliseconds since 1970. */
  newest: number;
}
export function fingerprint(root: string, apps: readonly string[]): Sources;
export function isFresh(root: string, apps: readonly string[], sources: Sources): boolean;
export function markFresh(root: string, sources: Sources): void;

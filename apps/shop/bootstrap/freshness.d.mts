export function fingerprint(root: string, apps: readonly string[]): string;
export function isFresh(root: string, apps: readonly string[], state: string): boolean;
export function markFresh(root: string, state: string): void;

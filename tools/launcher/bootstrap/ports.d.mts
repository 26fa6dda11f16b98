export function portBase(env: Readonly<Record<string, string | undefined>>): number;

export function lockFile(root: string, name: string): string;
export function prepare(root: string): Promise<string>;

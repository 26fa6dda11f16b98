export function runScript(file: string, cacheFile: string, writes: boolean): boolean;

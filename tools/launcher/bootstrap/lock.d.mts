export function takeLock(
  file: string,
): { holder: number; release?: undefined } | { holder?: undefined; release: () => void };

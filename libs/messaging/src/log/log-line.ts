/** Where an adapter reports what it does; the host decides what becomes of it. */
export type LogLine = (
  level: 'error' | 'warn' | 'info' | 'debug',
  message: string,
  details?: Readonly<Record<string, unknown>>,
) => void;

export const silent: LogLine = () => undefined;

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

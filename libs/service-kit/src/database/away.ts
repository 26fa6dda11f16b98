/** Codes of drivers and sockets that mean: the server is away, not: the statement is wrong. */
const CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ETIMEDOUT',
  'EPIPE',
  'PROTOCOL_CONNECTION_LOST',
  'PROTOCOL_SEQUENCE_TIMEOUT',
  'ER_CON_COUNT_ERROR',
  'ER_SERVER_SHUTDOWN',
  '57P01',
  '57P02',
  '57P03',
  '53300',
]);

const MESSAGES =
  /connection (terminated|is in closed state|lost)|timeout exceeded when trying to connect|can't add new command when connection is in closed state|client has encountered a connection error/i;

/** Whether an error says that a database server cannot be reached: the same work may succeed a little later. */
export function isAway(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const { code, message } = error as { code?: unknown; message?: unknown };
  return CODES.has(String(code)) || MESSAGES.test(String(message));
}

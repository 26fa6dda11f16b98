/** What to do about SQLite's primary result codes. Source: https://sqlite.org/rescode.html */
const REMEDIES: Readonly<Record<number, string>> = {
  3: 'Give this user the right to write the file and its folder.',
  5: 'Another program holds the file: stop it.',
  6: 'Another program holds the file: stop it.',
  8: 'Give this user the right to write the file and its folder.',
  10: 'Check the disk of the file.',
  11: 'The file is damaged: restore it from a backup, or move it away to start with an empty one.',
  13: 'Free some space on its disk.',
  14: 'Check that its folder exists, that it is a file, and that this user may write both.',
  26: 'The file is damaged or holds something else: restore it from a backup, or move it away to start with an empty one.',
};

const BUSY = [5, 6];

/**
 * What a person can do about an error of an SQLite file, in a sentence.
 * @param error of `node:sqlite`, or one that has it as its cause, as TypeORM's have
 * @returns undefined for any other error, and for one that is a fault of the program and not of the file
 */
export function sqliteRemedy(error: unknown): string | undefined {
  const code = primaryCode(error);
  return code === undefined ? undefined : REMEDIES[code];
}

/** Whether another connection holds the lock, so that trying again can succeed. */
export function isSqliteBusy(error: unknown): boolean {
  return BUSY.includes(primaryCode(error) ?? 0);
}

function primaryCode(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  // The extended codes have the primary one in their lowest byte.
  if ('errcode' in error && typeof error.errcode === 'number') return error.errcode & 0xff;
  return primaryCode('driverError' in error ? error.driverError : 'cause' in error ? error.cause : undefined);
}

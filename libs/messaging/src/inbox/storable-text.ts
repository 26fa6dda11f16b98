/**
 * Makes a text fit for a text column of every engine: no zero characters, which PostgreSQL refuses, no halves of surrogate pairs,
 * and no more characters than the column has.
 */
export function storableText(text: string, length: number): string {
  return text.slice(0, length).replaceAll('\0', '\u2400').toWellFormed();
}

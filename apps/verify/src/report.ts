import type { Finding } from './verify.ts';

/** Breaches shown of each check; the count is always whole. */
const SHOWN = 20;

/** The findings as a table, with each breach below it. */
export function report(findings: readonly Finding[]): string {
  const width = Math.max(...findings.map(({ check }) => check.length));
  const lines = findings.map(({ check, holds, looked, breaches }) => {
    const verdict =
      breaches.length === 0 ? 'holds' : `${breaches.length} ${breaches.length === 1 ? 'BREACH' : 'BREACHES'}`;
    return `${check.padEnd(width)}  ${String(looked).padStart(9)}  ${verdict.padEnd(12)}  ${holds}`;
  });
  const details = findings.flatMap(({ check, breaches }) => [
    ...breaches.slice(0, SHOWN).map((breach) => `${check}: ${breach}`),
    ...(breaches.length > SHOWN ? [`${check}: and ${breaches.length - SHOWN} more`] : []),
  ]);
  const sum = findings.reduce((count, { breaches }) => count + breaches.length, 0);
  return [
    `${'check'.padEnd(width)}  ${'looked at'.padStart(9)}  ${'verdict'.padEnd(12)}`,
    ...lines,
    ...details,
    `${sum} ${sum === 1 ? 'breach' : 'breaches'}`,
    '',
  ].join('\n');
}

import type { Finding } from './verify.ts';

/** Breaches printed per check; the count covers all. */
const SHOWN = 20;

/** Formats the findings as a table, with the breaches of each check below it. */
export function report(findings: readonly Finding[], noun: 'breach' | 'difference' = 'breach'): string {
  const width = Math.max(...findings.map(({ check }) => check.length));
  const lines = findings.map(({ check, holds, looked, breaches }) => {
    const verdict = breaches.length === 0 ? 'holds' : count(breaches.length, noun).toUpperCase();
    return `${check.padEnd(width)}  ${String(looked).padStart(9)}  ${verdict.padEnd(14)}  ${holds}`;
  });
  const details = findings.flatMap(({ check, breaches }) => [
    ...breaches.slice(0, SHOWN).map((breach) => `${check}: ${breach}`),
    ...(breaches.length > SHOWN ? [`${check}: and ${breaches.length - SHOWN} more`] : []),
  ]);
  const sum = findings.reduce((total, { breaches }) => total + breaches.length, 0);
  return [
    `${'check'.padEnd(width)}  ${'looked at'.padStart(9)}  ${'verdict'.padEnd(14)}`,
    ...lines,
    ...details,
    count(sum, noun),
    '',
  ].join('\n');
}

function count(n: number, noun: 'breach' | 'difference'): string {
  const plural = noun === 'breach' ? 'breaches' : 'differences';
  return `${n} ${n === 1 ? noun : plural}`;
}

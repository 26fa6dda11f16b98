import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { contractOf, EVENTS, SERVICES, type ServiceName } from '../src/index.js';

const README = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8');

/** The events that the table of services names for a service, by the heading of the column. */
function cells(service: ServiceName): Record<string, string[]> {
  const rows = README.split('\n').filter((line) => line.startsWith('|'));
  const split = (line = ''): string[] => line.split('|').map((cell) => cell.trim());
  const headings = split(rows.find((line) => split(line).includes('publishes')));
  const row = split(rows.find((line) => split(line)[1] === service));
  return Object.fromEntries(headings.map((heading, index) => [heading, listed(row[index] ?? '')]));
}

function listed(cell: string): string[] {
  if (cell === '–') return [];
  return cell === 'all' ? [...EVENTS.keys()].sort() : cell.split(', ').sort();
}

const types = (definitions: readonly { type: string }[]): string[] => definitions.map(({ type }) => type).sort();

it.each(SERVICES)('the README names what %s publishes and consumes', (service) => {
  const { publishes, consumes } = contractOf(service);
  const table = cells(service);
  expect(table['publishes']).toEqual(types(publishes));
  expect(table['consumes']).toEqual(types(consumes));
});

import { readdirSync, readFileSync } from 'node:fs';
import type { WireMessage } from '@carshare/events';
import { expect, it } from '@jest/globals';
import { changesOf } from '../../test/support/booking-events.js';
import { toCustomerpageView } from './customerpage.dto.js';
import { Customerpage } from './customerpage.entity.js';
import { JOINS } from './rental-columns.js';
import { pageEventOf } from './rental-facts.js';

const SAMPLES = new URL('../../../../libs/events/samples/', import.meta.url);
const DOCUMENT = new URL('../../openapi.json', import.meta.url);

const read = (file: URL): unknown => JSON.parse(readFileSync(file, 'utf8'));

/** A published event as the contract's sample has it. */
function sample(file: string): WireMessage {
  const { key, value, headers } = read(new URL(file, SAMPLES)) as Omit<WireMessage, 'value'> & { value: object };
  return { key, value: JSON.stringify(value), headers };
}

/** The page of a booking after one more event: each sample of the contract, and a settlement, which has no sample of its own. */
const PAGES = [...readdirSync(SAMPLES).map(sample), changesOf(1)['settlementPaid']!].map((message) => {
  const page = Customerpage.of(1);
  for (const event of [sample('Ordered.v2.json'), message].map(pageEventOf)) if (event) page.note(event);
  return page;
});

it('an event of the contract fills each column of the page', () => {
  const empty = Object.keys(JOINS).filter((column) =>
    PAGES.every((page) => page[column as keyof typeof JOINS] === null),
  );
  expect(empty).toEqual([]);
});

it('a page shows each member of its documented view once an event contains it', () => {
  const { components } = read(DOCUMENT) as {
    components: { schemas: { CustomerpageView: { properties: Record<string, unknown> } } };
  };
  const shown = new Set(PAGES.flatMap((page) => Object.keys(toCustomerpageView(page))));
  expect([...shown].sort()).toEqual(Object.keys(components.schemas.CustomerpageView.properties).sort());
});

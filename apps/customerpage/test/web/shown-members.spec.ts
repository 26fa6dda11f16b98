import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';

const WEB = new URL('../../web/', import.meta.url);

const text = (file: string): string => readFileSync(new URL(file, WEB), 'utf8');
const customers = readdirSync(new URL('js/', WEB)).filter((file) => file.endsWith('.js'));

/** The members of a view in the API of the shop. */
function membersOf(view: string): string[] {
  const document = JSON.parse(readFileSync(new URL('../openapi.gateway.json', WEB), 'utf8')) as {
    components: { schemas: Record<string, { properties: object }> };
  };
  return Object.keys(document.components.schemas[view]!.properties);
}

/** A member of a view that no page reads is either forgotten there or belongs into the list of those that are not shown. */
it.each([
  {
    view: 'CustomerpageView',
    shownBy: customers.map((file) => `js/${file}`),
    // The history contains the times.
    notShown: ['_links', 'paymentId', 'vehicleId', 'handedOverAt', 'returnedAt', 'completedAt'],
  },
  {
    view: 'OrderView',
    shownBy: ['operator/js/order-head.js'],
    // The timeline contains the extensions, the plan of the day the place.
    notShown: ['_links', 'updatedAt', 'place', 'extensions'],
  },
])('$shownBy.length files read each member of $view that is shown', ({ view, shownBy, notShown }) => {
  const code = shownBy.map(text).join('\n');
  expect(membersOf(view).filter((member) => !new RegExp(`\\b${member}\\b`).test(code))).toEqual(notShown);
});

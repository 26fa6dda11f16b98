import { LONG_AGO, type ShopData } from './shop-data.js';

/** Order 1 waits, 4 is over, 5 is with its customer, 6 was cancelled so long ago that its address is erased. */
const CONTACTS: readonly [order: number, address: string | null, keptFrom: number | null][] = [
  [1, 'ann@example.org', LONG_AGO],
  [4, 'ben@example.org', LONG_AGO],
  [5, 'cho@example.org', null],
  [6, null, null],
];

/** Adds where the mails of orders go. */
export function fillContacts(shop: ShopData): void {
  for (const contact of CONTACTS) {
    shop.run(
      'order',
      "INSERT INTO mail_contacts (order_id, address, kept_from, language, version) VALUES (?, ?, ?, 'en', 1)",
      ...contact,
    );
  }
}

/** Deliberately wrong data of addresses, and the message of the check `places`. */
export const CONTACT_BREACHES: readonly [check: string, breach: RegExp, database: string, sql: string][] = [
  [
    'places',
    /order 4: the address is kept since 2020-01-01/,
    'order',
    'UPDATE mail_contacts SET kept_from = 1577836800000 WHERE order_id = 4',
  ],
  ...[1, 4].map((id): [string, RegExp, string, string] => [
    'places',
    new RegExp(`order ${id}: the address is never erased`),
    'order',
    `UPDATE mail_contacts SET kept_from = NULL WHERE order_id = ${id}`,
  ]),
  [
    'places',
    /order 6: the address is never erased/,
    'order',
    "UPDATE mail_contacts SET address = 'dan@example.org' WHERE order_id = 6",
  ],
  [
    'places',
    /order 9: the address is never erased/,
    'order',
    "INSERT INTO mail_contacts (order_id, address, kept_from, language, version) VALUES (9, 'eve@example.org', NULL, 'en', 1)",
  ],
];

/** Deliberately wrong data of extensions, settlements and lateness, and the check that must report it. */
export const ADJUSTED_BREACHES: readonly [check: string, breach: RegExp, database: string, sql: string][] = [
  [
    'ledger',
    /order 10: charged 3 times/,
    'payment',
    `DROP INDEX ledger_guard; INSERT INTO ledger (order_id, kind, amount, currency, created_at, entry_key)
     VALUES (10, 'charge', 1000, 'EUR', 0, 'adjust-1')`,
  ],
  [
    'ledger',
    /order 10: charged under adjust-3 without an adjustment/,
    'payment',
    "INSERT INTO ledger (order_id, kind, amount, currency, created_at, entry_key) VALUES (10, 'charge', 1000, 'EUR', 0, 'adjust-3')",
  ],
  [
    'ledger',
    /order 10: refunded 5500 before as much was charged/,
    'payment',
    `UPDATE ledger SET id = id + 1000 WHERE order_id = 10 AND entry_key = 'adjust-1';
     INSERT INTO ledger (order_id, kind, amount, currency, created_at, entry_key) VALUES (10, 'refund', 5500, 'EUR', 0, '3-0');
     UPDATE ledger SET id = 900 WHERE order_id = 10 AND kind = 'refund'`,
  ],
  [
    'payment',
    /order 10: the payment is OrderApproved, the ledger holds 4900 instead of 5900/,
    'payment',
    "DELETE FROM ledger WHERE order_id = 10 AND entry_key = 'adjust-1'",
  ],
  [
    'payment',
    /order 10: 4900 EUR was charged for an order of 5900 EUR/,
    'order',
    "UPDATE adjustments SET status = 'Declined' WHERE order_id = 10 AND number = 1",
  ],
  [
    'adjustments',
    /order 10: extension 1 is Declined at order, and Succeeded at payment/,
    'order',
    "UPDATE adjustments SET status = 'Declined' WHERE order_id = 10 AND number = 1",
  ],
  [
    'adjustments',
    /order 10: extension 1 is Succeeded at order, and absent at payment/,
    'payment',
    'DELETE FROM payment_adjustments WHERE order_id = 10 AND number = 1',
  ],
  ...(['Pending', 'Withdrawn'] as const).map((status): [string, RegExp, string, string] => [
    'adjustments',
    new RegExp(`order 10: extension 1 is stuck in ${status}`),
    'order',
    `UPDATE adjustments SET status = '${status}' WHERE order_id = 10 AND number = 1`,
  ]),
  [
    'adjustments',
    /order 10: extension 1 is a charge of 900, and payment has a charge of 1000/,
    'order',
    'UPDATE adjustments SET amount_minor = 900 WHERE order_id = 10 AND number = 1',
  ],
  [
    'adjustments',
    /order 10: payment has adjustment 2, which order did not ask for/,
    'order',
    'DELETE FROM adjustments WHERE order_id = 10 AND number = 2',
  ],
  [
    'adjustments',
    /order 10: adjustment 2: Declined happened and was not published/,
    'log',
    "DELETE FROM events WHERE key = '10' AND json_extract(value, '$.number') = 2",
  ],
  [
    'adjustments',
    /order 10: adjustment 1: Succeeded was published twice/,
    'log',
    `INSERT INTO events (key, value, headers) SELECT key, value, json_set(headers, '$.ce_id', 'again') FROM events
     WHERE key = '10' AND json_extract(value, '$.number') = 1`,
  ],
  [
    'adjustments',
    /order 10: adjustment 1: Succeeded was published and did not happen/,
    'payment',
    "UPDATE payment_adjustments SET status = 'Declined' WHERE order_id = 10 AND number = 1",
  ],
  [
    'outcome',
    /order 10: completed for 6400 EUR instead of 6300 EUR/,
    'order',
    'UPDATE settlements SET late_minor = 400',
  ],
  ['outcome', /order 10: completed, and 500 EUR is owed, and the row has 0/, 'order', 'DELETE FROM owed_amounts'],
  [
    'outcome',
    /order 10: completed, and 500 EUR is owed, and the row has 400/,
    'order',
    'UPDATE owed_amounts SET amount_minor = 400',
  ],
  [
    'outcome',
    /order 10: completed, and 500 EUR is owed, and the row has 0/,
    'order',
    "UPDATE owed_amounts SET status = 'Paid'",
  ],
  [
    'outcome',
    /order 10: completed for 6400 EUR instead of 5900 EUR/,
    'order',
    "UPDATE owed_amounts SET status = 'Waived'",
  ],
  [
    'outcome',
    /order 10: completed for 6400 of which 500 is owed, and 6400 is held/,
    'payment',
    `UPDATE payment_adjustments SET status = 'Succeeded' WHERE order_id = 10 AND number = 2;
     INSERT INTO ledger (order_id, kind, amount, currency, created_at, entry_key) VALUES (10, 'charge', 500, 'EUR', 0, 'adjust-2')`,
  ],
  [
    'ends',
    /order 10: ends \S+, and is paid until/,
    'order',
    'UPDATE bookings SET ends_at = ends_at - 3600000 WHERE order_id = 10',
  ],
  [
    'ends',
    /order 10: has 1 paid extensions, and 0 are published/,
    'log',
    "DELETE FROM events WHERE key = '10' AND json_extract(headers, '$.ce_type') = 'OrderExtended'",
  ],
  [
    'ends',
    /order 10: was extended for 5800 instead of 5900/,
    'log',
    `UPDATE events SET value = json_set(value, '$.amount', 58)
     WHERE key = '10' AND json_extract(headers, '$.ce_type') = 'OrderExtended'`,
  ],
  ['ends', /order 11: in use beyond \S+, and not overdue/, 'order', 'UPDATE bookings SET overdue_at = NULL'],
  ['ends', /order 11: overdue was published and did not happen/, 'order', 'UPDATE bookings SET overdue_at = NULL'],
  [
    'ends',
    /order 11: overdue happened and was not published/,
    'log',
    "DELETE FROM events WHERE key = '11' AND json_extract(headers, '$.ce_type') = 'OrderOverdue'",
  ],
  [
    'ends',
    /order 11: overdue after \S+ was published twice/,
    'log',
    `INSERT INTO events (key, value, headers) SELECT key, value, json_set(headers, '$.ce_id', 'again') FROM events
     WHERE key = '11' AND json_extract(headers, '$.ce_type') = 'OrderOverdue'`,
  ],
  [
    'events published',
    /order 10: OrderExtended happened and was not published/,
    'log',
    "DELETE FROM events WHERE key = '10' AND json_extract(headers, '$.ce_type') = 'OrderExtended'",
  ],
  [
    'places',
    /order 10: OrderExtended contains email/,
    'log',
    `UPDATE events SET value = json_set(value, '$.email', 'ann@example.org')
     WHERE key = '10' AND json_extract(headers, '$.ce_type') = 'OrderExtended'`,
  ],
];

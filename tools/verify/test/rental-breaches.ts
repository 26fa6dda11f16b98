/** Deliberately wrong data of rentals, and the check that must report it. */
export const RENTAL_BREACHES: readonly [check: string, breach: RegExp, database: string, sql: string][] = [
  [
    'bookings',
    /order 5: the occupation does not cover the period/,
    'order',
    'UPDATE occupations SET ends_at = ends_at - 7200000 WHERE order_id = 5',
  ],
  [
    'bookings',
    /order 5: the occupation does not cover the period/,
    'order',
    'UPDATE occupations SET starts_at = starts_at + 7200000 WHERE order_id = 5',
  ],
  [
    'bookings',
    /order 5: InUse, and vehicle 901 is not occupied/,
    'order',
    'DELETE FROM occupations WHERE order_id = 5',
  ],
  [
    'bookings',
    /order 4: Completed, and vehicle 901 is not occupied/,
    'order',
    'DELETE FROM occupations WHERE order_id = 4',
  ],
  [
    'bookings',
    /order 5: vehicle 902 is occupied instead of 901/,
    'order',
    'UPDATE occupations SET vehicle_id = 902 WHERE order_id = 5',
  ],
  [
    'bookings',
    /order 6: Cancelled, and vehicle 901 is occupied/,
    'order',
    "INSERT INTO occupations (vehicle_id, starts_at, ends_at, kind, order_id) VALUES (901, 9000000000000, 9000000000001, 'booking', 6)",
  ],
  [
    'bookings',
    /order 4: Refused, and vehicle 901 is occupied/,
    'order',
    "UPDATE orders SET status = 'Refused' WHERE id = 4",
  ],
  [
    'bookings',
    /order 5: booked is vehicle 902 instead of 901/,
    'order',
    'UPDATE bookings SET vehicle_id = 902 WHERE order_id = 5',
  ],
  ['bookings', /order 5: the booking is absent/, 'order', 'DELETE FROM bookings WHERE order_id = 5'],
  [
    'bookings',
    /order 9: the booking is of an order that does not exist/,
    'order',
    'UPDATE bookings SET order_id = 9 WHERE order_id = 5',
  ],
  [
    'bookings',
    /order 5: an instant order occupies a vehicle/,
    'order',
    'UPDATE orders SET vehicle_id = NULL WHERE id = 5',
  ],
  ['bookings', /order 5: an instant order with a booking/, 'order', 'UPDATE orders SET vehicle_id = NULL WHERE id = 5'],
  ['bookings', /order 5: InUse, and vehicle 901 is not out/, 'order', 'UPDATE vehicles SET out_order_id = NULL'],
  [
    'bookings',
    /order 4: Completed, and vehicle 901 is out/,
    'order',
    'UPDATE vehicles SET out_order_id = 4 WHERE id = 901',
  ],
  [
    'calendar',
    /order 5: vehicle 901 is taken until \S+, and again from/,
    'order',
    'UPDATE occupations SET ends_at = ends_at + 18000000 WHERE order_id = 4',
  ],
  [
    'calendar',
    /order 5: vehicle 901 is taken until \S+, and again from/,
    'order',
    `UPDATE occupations SET ends_at = ends_at + 360000000 WHERE order_id = 4;
     INSERT INTO occupations (vehicle_id, starts_at, ends_at, kind) SELECT 901, starts_at + 1, starts_at + 2, 'block' FROM occupations WHERE order_id = 4`,
  ],
  [
    'calendar',
    /order 5: vehicle 901 is taken from \S+ for no time/,
    'order',
    'PRAGMA ignore_check_constraints = 1; UPDATE occupations SET ends_at = starts_at WHERE order_id = 5',
  ],
  [
    'vehicles',
    /order 5: HandedOver, and the vehicle marked as out is none/,
    'delivery',
    'UPDATE deliveries SET out_vehicle_id = NULL WHERE order_id = 5',
  ],
  [
    'vehicles',
    /order 4: Returned, and the vehicle marked as out is 902/,
    'delivery',
    'UPDATE deliveries SET out_vehicle_id = 902 WHERE order_id = 4',
  ],
  [
    'vehicles',
    /vehicle 901 is with 2 customers/,
    'delivery',
    "UPDATE deliveries SET status = 'HandedOver' WHERE order_id = 4",
  ],
  [
    'vehicles',
    /order 5: vehicle 901 was handed over while order 4 had it/,
    'log',
    "DELETE FROM events WHERE key = '4' AND json_extract(headers, '$.ce_type') = 'Returned'",
  ],
  [
    'vehicles',
    /order 4: vehicle 901 was handed over while order 5 had it/,
    'log',
    `UPDATE events SET headers = json_set(headers, '$.ce_time', '2020-01-01T00:00:00.000Z')
     WHERE key = '5' AND json_extract(headers, '$.ce_type') = 'HandedOver'`,
  ],
  [
    'sequence',
    /order 5: HandedOver precedes Shipped/,
    'log',
    "UPDATE events SET offset = 100 WHERE key = '5' AND json_extract(headers, '$.ce_type') = 'Shipped'",
  ],
  [
    'sequence',
    /order 7: Returned precedes Shipped/,
    'log',
    "UPDATE events SET offset = 100 WHERE key = '7' AND json_extract(headers, '$.ce_type') = 'Shipped'",
  ],
  [
    'sequence',
    /order 4: Returned precedes HandedOver/,
    'log',
    "UPDATE events SET offset = 100 WHERE key = '4' AND json_extract(headers, '$.ce_type') = 'HandedOver'",
  ],
  [
    'sequence',
    /order 4: OrderCompleted precedes Returned/,
    'log',
    "UPDATE events SET offset = 100 WHERE key = '4' AND json_extract(headers, '$.ce_type') = 'Returned'",
  ],
  [
    'sequence',
    /order 4: OrderCompleted precedes Ordered/,
    'log',
    "UPDATE events SET offset = 100 WHERE key = '4' AND json_extract(headers, '$.ce_type') = 'Ordered'",
  ],
  ...(['DeliveryCanceled', 'PayCancelled', 'OrderCancelled'] as const).map((type): [string, RegExp, string, string] => [
    'sequence',
    new RegExp(`order 5: HandedOver and ${type} exclude each other`),
    'log',
    // Makes the event of the cancelled order one of the order that is in use.
    `UPDATE events SET key = '5', value = json_set(value, '$.orderId', 5, '$.id', 5)
       WHERE key = '6' AND json_extract(headers, '$.ce_type') = '${type}'`,
  ]),
  [
    'sequence',
    /order 7: Returned and OrderCancelled exclude each other/,
    'log',
    `UPDATE events SET key = '7', value = json_set(value, '$.id', 7)
     WHERE key = '6' AND json_extract(headers, '$.ce_type') = 'OrderCancelled'`,
  ],
  ['outcome', /order 5: stuck in Returned/, 'order', "UPDATE orders SET status = 'Returned' WHERE id = 5"],
  [
    'outcome',
    /order 5: InUse, and the delivery is Shipped/,
    'delivery',
    "UPDATE deliveries SET status = 'Shipped' WHERE order_id = 5",
  ],
  [
    'outcome',
    /order 4: Completed, and the delivery is HandedOver/,
    'delivery',
    "UPDATE deliveries SET status = 'HandedOver' WHERE order_id = 4",
  ],
  [
    'outcome',
    /order 4: Completed, and the payment is PaymentCancelled/,
    'payment',
    "UPDATE payments SET status = 'PaymentCancelled' WHERE order_id = 4",
  ],
  [
    'outcome',
    /order 4: completed for 4800 EUR instead of 4900 EUR/,
    'log',
    `UPDATE events SET value = json_set(value, '$.amount', 48)
     WHERE key = '4' AND json_extract(headers, '$.ce_type') = 'OrderCompleted'`,
  ],
  [
    'outcome',
    /order 4: completed, and 1 EUR is owed/,
    'log',
    `UPDATE events SET value = json_set(value, '$.owed', 1)
     WHERE key = '4' AND json_extract(headers, '$.ce_type') = 'OrderCompleted'`,
  ],
  [
    'outcome',
    /order 6: cancelled for a fee of 2450, and 0 is kept/,
    'payment',
    'UPDATE payments SET fee_minor = 0 WHERE order_id = 6',
  ],
  [
    'payment',
    /order 6: the payment is PaymentCancelled, the ledger holds 2450 instead of 0/,
    'payment',
    'UPDATE payments SET fee_minor = 0 WHERE order_id = 6',
  ],
  [
    'events published',
    /order 5: HandedOver happened and was not published/,
    'log',
    "DELETE FROM events WHERE key = '5' AND json_extract(headers, '$.ce_type') = 'HandedOver'",
  ],
  [
    'events published',
    /order 5: HandedOver was published and did not happen/,
    'delivery',
    "UPDATE deliveries SET status = 'Shipped' WHERE order_id = 5",
  ],
  [
    'events published',
    /order 7: Returned happened and was not published/,
    'log',
    "DELETE FROM events WHERE key = '7' AND json_extract(headers, '$.ce_type') = 'Returned'",
  ],
  [
    'events published',
    /order 7: OrderCompleted happened and was not published/,
    'log',
    "DELETE FROM events WHERE key = '7' AND json_extract(headers, '$.ce_type') = 'OrderCompleted'",
  ],
  [
    'events published',
    /order 7: OrderCompleted was published and did not happen/,
    'order',
    "UPDATE orders SET status = 'InUse' WHERE id = 7",
  ],
  ['stock', /car 1001: the stock is 19 instead of 18/, 'order', "UPDATE orders SET status = 'InUse' WHERE id = 7"],
  ['stock', /car 1001: the stock is 19 instead of 20/, 'order', "UPDATE orders SET status = 'Returned' WHERE id = 1"],
  ...(['handed_over_at', 'returned_at', 'order_completed_at', 'starts_at', 'ends_at', 'vehicle_id'] as const).map(
    (column): [string, RegExp, string, string] => [
      'read model',
      new RegExp(`order 4: ${column} is null instead of`),
      'customerpage',
      `UPDATE customerpages SET ${column} = NULL WHERE order_id = 4`,
    ],
  ),
  [
    'read model',
    /order 6: refunded_minor is 4900 instead of 2450/,
    'customerpage',
    'UPDATE customerpages SET refunded_minor = 4900 WHERE order_id = 6',
  ],
  ...(['place', 'notes'] as const).map((member): [string, RegExp, string, string] => [
    'places',
    new RegExp(`order 4: HandedOver contains ${member}`),
    'log',
    `UPDATE events SET value = json_set(value, '$.${member}', 'Hauptstr. 5')
     WHERE key = '4' AND json_extract(headers, '$.ce_type') = 'HandedOver'`,
  ]),
  [
    'places',
    /order 4: Paid waits at payment and contains place/,
    'payment',
    "UPDATE outbox SET value = json_set(value, '$.place', 'Hauptstr. 5') WHERE message_key = 4",
  ],
  [
    'places',
    /order 6: the place is kept since 2020-01-01/,
    'order',
    'UPDATE bookings SET place_kept_from = 1577836800000 WHERE order_id = 6',
  ],
  [
    'places',
    /order 6: the place is never erased/,
    'order',
    'UPDATE bookings SET place_kept_from = NULL WHERE order_id = 6',
  ],
];

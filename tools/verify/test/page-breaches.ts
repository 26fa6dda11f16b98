const LATE = { id: 5, to: '2026-03-01T09:00:00Z', since: '2026-03-01T09:15:00Z' };
const ADJUSTED = {
  ...{ id: 1, orderId: 5, number: 1, kind: 'charge', amount: 10, currency: 'EUR' },
  ...{ status: 'Succeeded', reason: 'extension' },
};

/** An event of the order in use, which had no effect. */
function eventOf5(eventType: string, fields: object): string {
  const value = JSON.stringify({ eventType, timestamp: '20260301100000', ...fields });
  return `INSERT INTO events (key, value, headers) VALUES ('5', '${value}', '{}')`;
}

/** Deliberately wrong pages of rentals, which the check of the read model must report. */
export const PAGE_BREACHES: readonly [check: string, breach: RegExp, database: string, sql: string][] = [
  ...(
    [
      'handed_over_at',
      'returned_at',
      'order_completed_at',
      'starts_at',
      'ends_at',
      'vehicle_id',
      'used_vehicle_id',
      'owed_minor',
    ] as const
  ).map((column): [string, RegExp, string, string] => [
    'read model',
    new RegExp(`order 4: ${column} is null instead of`),
    'customerpage',
    `UPDATE customerpages SET ${column} = NULL WHERE order_id = 4`,
  ]),
  ...(
    [
      [
        'OrderExtended',
        { id: 5, to: '2999-01-01T09:00:00Z', amount: 98, currency: 'EUR' },
        /ends_at is \d+ instead of/,
      ],
      [
        'OrderExtended',
        { id: 5, to: '2999-01-01T09:00:00Z', amount: 98, currency: 'EUR' },
        /amount is 4900 instead of 9800/,
      ],
      [
        'OrderExtended',
        { id: 5, to: '2999-01-01T09:00:00Z', amount: 98, currency: 'EUR' },
        /extended_at is null instead of/,
      ],
      ['OrderOverdue', LATE, /overdue_since is null instead of/],
      ['OrderOverdue', LATE, /overdue_to is null instead of/],
      ['OrderReassigned', { id: 5, vehicleId: 902 }, /reassigned_vehicle_id is null instead of 902/],
      ['OrderReassigned', { id: 5, vehicleId: 902 }, /reassigned_at is null instead of/],
      ['PaymentAdjusted', ADJUSTED, /adjusted_at is null instead of/],
      [
        'PaymentAdjusted',
        ADJUSTED,
        /adjustments is null instead of \{"1":\{"reason":"extension","status":"Succeeded","minor":1000\}\}/,
      ],
    ] as const
  ).map(([type, fields, breach]): [string, RegExp, string, string] => [
    'read model',
    new RegExp(`order 5: ${breach.source}`),
    'log',
    eventOf5(type, fields),
  ]),
  [
    'read model',
    /order 6: refunded_minor is 4900 instead of 2450/,
    'customerpage',
    'UPDATE customerpages SET refunded_minor = 4900 WHERE order_id = 6',
  ],
];

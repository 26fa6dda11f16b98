/**
 * The statuses of an order. An order is established at `Placed`. `Completed` is the end of a rental; `Refused` and `Cancelled` are
 * the ends without one.
 */
export const ORDER_STATUSES = [
  'Pending',
  'Placed',
  'Shipped',
  'InUse',
  'Returned',
  'Completed',
  'Refused',
  'Cancelling',
  'Cancelled',
] as const;
/** One of {@link ORDER_STATUSES}. */
export type OrderStatus = (typeof ORDER_STATUSES)[number];

/** The statuses of a payment that clients see: `OrderApproved` holds money, `PaymentCancelled` has returned it. */
export const SHOWN_PAYMENT_STATUSES = ['OrderApproved', 'PaymentCancelled'] as const;
/** Every status of a payment. `Declined` and `Voided` never held money. */
export const PAYMENT_STATUSES = [...SHOWN_PAYMENT_STATUSES, 'Declined', 'Voided'] as const;
/** One of {@link PAYMENT_STATUSES}. */
export type PaymentStatus = (typeof PAYMENT_STATUSES)[number];

/**
 * The statuses of a delivery. Only a booking's delivery is `Scheduled`. `Returned` and `DeliveryCanceled` are final. The wire spells
 * the latter with one l.
 */
export const DELIVERY_STATUSES = ['Scheduled', 'Shipped', 'HandedOver', 'Returned', 'DeliveryCanceled'] as const;
/** One of {@link DELIVERY_STATUSES}. */
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number];

/** The statuses of a rental on the customer page. */
export const RENTAL_STATUSES = [
  'Placed',
  'Shipped',
  'InUse',
  'Returned',
  'Completed',
  'Cancelling',
  'Cancelled',
] as const;
/** One of {@link RENTAL_STATUSES}. */
export type RentalStatus = (typeof RENTAL_STATUSES)[number];

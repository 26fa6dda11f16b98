/** What the console repeats of the contract. A unit test compares it with the product. */

/** The services in the order of an order's steps. */
export const services = ['order', 'payment', 'delivery', 'customerpage'];

/** The statuses of an order, in the order of the filter. */
export const orderStatuses = [
  'Pending',
  'Placed',
  'Shipped',
  'InUse',
  'Returned',
  'Completed',
  'Refused',
  'Cancelling',
  'Cancelled',
];

/**
 * The services' tables as verify reads them. This view is independent, so it does not share the services' mistakes.
 * Times are epoch ms.
 */
export interface OrderRow {
  id: number;
  product_id: string;
  qty: number;
  status:
    'Pending' | 'Placed' | 'Shipped' | 'InUse' | 'Returned' | 'Completed' | 'Refused' | 'Cancelling' | 'Cancelled';
  /** In minor units of the currency, as in every row here. */
  amount: number;
  currency: string;
  customer_id: string;
  /** The vehicle of a booking; null for an instant order. */
  vehicle_id: number | null;
  created_at: number;
  updated_at: number;
}

/** What an order with a period has beside its row in `orders`. */
export interface BookingRow {
  order_id: number;
  vehicle_id: number;
  starts_at: number;
  ends_at: number;
  /** What its cancellation costs; null while no cancellation was asked for. */
  fee: number | null;
  /** When the customer had kept the car beyond the end and the grace; null before, and again with a later end. */
  overdue_at: number | null;
}

/** Money beside the first charge, as order knows it: an extension or the settlement. */
export interface ChangeRow {
  order_id: number;
  number: number;
  reason: 'extension' | 'settlement';
  kind: 'charge' | 'refund';
  status: 'Pending' | 'Succeeded' | 'Declined' | 'Withdrawn' | 'Voided';
  amount: number;
  /** The end that an extension asks for. */
  to_end: number | null;
}

/** What the return of a booking costs beside its price. */
export interface SettlementRow {
  order_id: number;
  late: number;
  distance: number;
  early: number;
}

/** What the customer of a completed order did not pay at once. */
export interface OwedRow {
  order_id: number;
  amount: number;
  status: 'Open' | 'Paid' | 'Waived';
}

/** Money beside the first charge, as payment knows it. */
export interface AdjustmentRow {
  order_id: number;
  number: number;
  kind: 'charge' | 'refund';
  amount: number;
  /** Empty for a number that was voided before it was asked for. */
  reason: string;
  status: 'Pending' | 'Succeeded' | 'Declined' | 'Voided';
}

/** The time that a booking takes in the calendar of a vehicle. */
export interface OccupationRow {
  order_id: number;
  vehicle_id: number;
  starts_at: number;
  ends_at: number;
}

/** A vehicle that an order's customer has now. */
export interface OutRow {
  order_id: number;
  vehicle_id: number;
}

export interface PaymentRow {
  id: number;
  order_id: number;
  amount: number;
  currency: string;
  status: 'OrderApproved' | 'PaymentCancelled' | 'Declined' | 'Voided';
  /** What the cancellation of a booking keeps of the amount. */
  fee: number;
  updated_at: number;
}

export interface LedgerRow {
  id: number;
  order_id: number;
  kind: string;
  amount: number;
  currency: string;
  /** Unique with order and kind. */
  entry_key: string;
}

export interface DeliveryRow {
  id: number;
  order_id: number;
  status: 'Scheduled' | 'Shipped' | 'HandedOver' | 'Returned' | 'DeliveryCanceled';
  vehicle_id: number | null;
  /** The vehicle while the customer has it: the database refuses a second delivery with it. */
  out_vehicle_id: number | null;
  /** When the car came back. */
  return_at: number | null;
  updated_at: number;
  /** When a Scheduled delivery is shipped. */
  due_at: number | null;
}

export interface PageRow {
  order_id: number;
  product_id: string | null;
  qty: number | null;
  customer_id: string | null;
  payment_id: number | null;
  delivery_id: number | null;
  amount: number | null;
  currency: string | null;
  starts_at: number | null;
  ends_at: number | null;
  /** The vehicle that the booking took, the one that it moved to last, and the one that the customer got. */
  vehicle_id: number | null;
  reassigned_vehicle_id: number | null;
  used_vehicle_id: number | null;
  refunded_minor: number | null;
  owed_minor: number | null;
  /** Every adjustment by its number, as JSON. */
  adjustments: string | null;
  adjusted_at: number | null;
  extended_at: number | null;
  reassigned_at: number | null;
  /** The end after which the rental was late last, and since when. */
  overdue_to: number | null;
  overdue_since: number | null;
  ordered_at: number | null;
  paid_at: number | null;
  shipped_at: number | null;
  handed_over_at: number | null;
  returned_at: number | null;
  order_completed_at: number | null;
  delivery_canceled_at: number | null;
  pay_cancelled_at: number | null;
  order_cancelled_at: number | null;
}

export interface CarRow {
  product_id: string;
  stock: number;
  fleet: number;
}

export interface OutboxRow {
  id: number;
  event_id: string;
  type: string;
  message_key: number;
  created_at: number;
  sent_at: number | null;
}

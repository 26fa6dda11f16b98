/**
 * The services' tables as verify reads them. This view is independent, so it does not share the services' mistakes.
 * Times are epoch ms.
 */
export interface OrderRow {
  id: number;
  product_id: string;
  qty: number;
  status: 'Pending' | 'Placed' | 'Shipped' | 'Refused' | 'Cancelling' | 'Cancelled';
  /** In minor units of the currency, as in every row here. */
  amount: number;
  currency: string;
  customer_id: string;
  created_at: number;
  updated_at: number;
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
}

export interface DeliveryRow {
  id: number;
  order_id: number;
  status: 'Scheduled' | 'Shipped' | 'DeliveryCanceled';
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
  ordered_at: number | null;
  paid_at: number | null;
  shipped_at: number | null;
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

import type { Check } from '../check.ts';
import type { EventType } from '../log-index.ts';

export const published: Check = {
  name: 'events published',
  holds: 'each change of state has its event, and each event its change of state',
  order: ({ order, payment, delivery, ledger, events, underWay }, { log }) => {
    if (underWay || (order && order.created_at < log.since)) return [];
    const published = new Set(events.map((event) => event.type));
    const established = order !== undefined && order.status !== 'Pending' && order.status !== 'Refused';
    const shown = payment?.status === 'OrderApproved' || payment?.status === 'PaymentCancelled';
    const happened: Record<EventType, boolean> = {
      Ordered: established,
      OrderCancelled: order?.status === 'Cancelled',
      Paid: shown && ledger.some((entry) => entry.kind === 'charge'),
      PayCancelled: payment?.status === 'PaymentCancelled',
      // A delivery that was cancelled before it started was never shipped.
      Shipped: delivery?.status === 'Shipped' || published.has('Shipped'),
      DeliveryCanceled: delivery?.status === 'DeliveryCanceled',
    };
    return (Object.keys(happened) as EventType[])
      .filter((type) => happened[type] !== published.has(type))
      .map((type) => (published.has(type) ? `${type} was published and did not happen` : `${type} happened and was not published`));
  },
};

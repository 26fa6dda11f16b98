import type { Check } from '../check.ts';
import type { EventType } from '../log-index.ts';

export const told: Check = {
  name: 'events told',
  holds: 'what happened was told, and what was told happened',
  order: ({ order, payment, delivery, ledger, events, underWay }, { log }) => {
    if (underWay || (order && order.created_at < log.since)) return [];
    const told = new Set(events.map((event) => event.type));
    const established = order !== undefined && order.status !== 'Pending' && order.status !== 'Refused';
    const shown = payment?.status === 'OrderApproved' || payment?.status === 'PaymentCancelled';
    const happened: Record<EventType, boolean> = {
      Ordered: established,
      OrderCancelled: order?.status === 'Cancelled',
      Paid: shown && ledger.some((entry) => entry.kind === 'charge'),
      PayCancelled: payment?.status === 'PaymentCancelled',
      // A delivery that was cancelled before it started was never shipped.
      Shipped: delivery?.status === 'Shipped' || told.has('Shipped'),
      DeliveryCanceled: delivery?.status === 'DeliveryCanceled',
    };
    return (Object.keys(happened) as EventType[])
      .filter((type) => happened[type] !== told.has(type))
      .map((type) => (told.has(type) ? `${type} was told and did not happen` : `${type} happened and was not told`));
  },
};

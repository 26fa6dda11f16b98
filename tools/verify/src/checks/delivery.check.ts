import type { Check } from '../check.ts';

export const delivery: Check = {
  name: 'delivery',
  holds:
    'a paid order has one delivery, a refused order has no delivery, a cancelled order has no active delivery, a scheduled delivery is shipped at its time',
  order: ({ order, payment, delivery, underWay }, { now, grace }) => {
    if (underWay) return [];
    const isActive = delivery !== undefined && delivery.status !== 'DeliveryCanceled';
    const breaches: string[] = [];
    if (isActive && payment?.status !== 'OrderApproved') {
      breaches.push(`${delivery.status.toLowerCase()}, and the payment is ${payment?.status ?? 'absent'}`);
    }
    if (delivery?.status === 'Scheduled' && (delivery.due_at ?? 0) < now - grace) {
      breaches.push(`scheduled, and its time to be shipped is ${timeOf(delivery.due_at)}`);
    }
    if (payment?.status === 'OrderApproved' && !isActive) {
      breaches.push(`paid, and the delivery is ${delivery?.status ?? 'absent'}`);
    }
    if (payment?.status === 'PaymentCancelled' && delivery?.status !== 'DeliveryCanceled') {
      breaches.push('the money was returned, and the delivery was not cancelled before');
    }
    if (delivery && !order) breaches.push('the delivery is of an order that does not exist');
    return breaches;
  },
};

function timeOf(at: number | null): string {
  return at === null ? 'unknown' : new Date(at).toISOString();
}

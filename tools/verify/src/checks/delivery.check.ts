import type { Check } from '../check.ts';

export const delivery: Check = {
  name: 'delivery',
  holds: 'a paid order has one delivery, a refused order has no delivery, a cancelled order has no active delivery',
  order: ({ order, payment, delivery, underWay }) => {
    if (underWay) return [];
    const shipped = delivery?.status === 'Shipped';
    const breaches: string[] = [];
    if (shipped && payment?.status !== 'OrderApproved') {
      breaches.push(`shipped, and the payment is ${payment?.status ?? 'absent'}`);
    }
    if (payment?.status === 'OrderApproved' && !shipped) {
      breaches.push(`paid, and the delivery is ${delivery?.status ?? 'absent'}`);
    }
    if (payment?.status === 'PaymentCancelled' && delivery?.status !== 'DeliveryCanceled') {
      breaches.push('the money was returned, and the delivery was not cancelled before');
    }
    if (delivery && !order) breaches.push('the delivery is of an order that does not exist');
    return breaches;
  },
};

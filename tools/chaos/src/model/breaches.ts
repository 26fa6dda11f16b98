import { Delivery } from '../../../../apps/delivery/src/deliveries/delivery.entity.js';
import { Car } from '../../../../apps/order/src/cars/car.entity.js';
import { LedgerEntry } from '../../../../apps/payment/src/payments/ledger-entry.entity.js';
import { FLEET, type OrderModel } from './shop.js';

/** The conditions that must hold once no operation on the order is in progress. */
export function modelBreaches(model: OrderModel): string[] {
  const { order, history, memories, bank } = model;
  if (!order) return [];
  const { status } = order;
  const count = (kind: string): number => bank.movements.filter((movement) => movement.kind === kind).length;
  const ledger = memories.payment.all(LedgerEntry);
  const net = ledger.reduce(
    (sum, { kind, amount }) => sum + (kind === 'charge' ? amount.minorUnits : -amount.minorUnits),
    0,
  );
  const banked = (count('charge') - count('refund')) * order.amount.minorUnits;
  const delivery = memories.delivery.all(Delivery)[0]?.status;
  const stock = memories.order.all(Car)[0]?.stock;
  const holds = status === 'Shipped';
  return [
    ...(['Shipped', 'Cancelled', 'Refused'].includes(status) ? [] : [`stays ${status}`]),
    ...(net === banked ? [] : [`ledger ${net}, bank ${banked}`]),
    ...(net === (holds ? order.amount.minorUnits : 0) ? [] : [`is ${status} and holds ${net}`]),
    ...(count('charge') > 1 || count('refund') > 1 ? ['is charged or refunded twice'] : []),
    ...((delivery === 'Shipped') === holds ? [] : [`is ${status}, its delivery ${delivery ?? 'absent'}`]),
    ...(stock === (holds ? FLEET - 1 : FLEET) ? [] : [`is ${status} and leaves a stock of ${String(stock)}`]),
    ...(history.acknowledged && status === 'Refused' ? ['was acknowledged and is Refused'] : []),
    ...(history.cancelled && status !== 'Cancelled' ? [`its cancellation was acknowledged and it is ${status}`] : []),
    ...(status === 'Cancelled' && !history.cancelTried ? ['is Cancelled without a request'] : []),
  ];
}

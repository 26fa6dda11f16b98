import { Delivery } from '../../../../apps/delivery/src/deliveries/delivery.entity.js';
import { Car } from '../../../../apps/order/src/cars/car.entity.js';
import { LedgerEntry } from '../../../../apps/payment/src/payments/ledger-entry.entity.js';
import { rentalBreaches } from './rental-breaches.js';
import { FLEET, type OrderModel } from './shop.js';

/** Where an order stays with its money held, and its delivery then. */
const DELIVERY: Readonly<Record<string, string>> = {
  Shipped: 'Shipped',
  InUse: 'HandedOver',
  Completed: 'Returned',
};

function isActive(delivery: string | undefined): boolean {
  return delivery !== undefined && delivery !== 'DeliveryCanceled';
}

/** The conditions that must hold once no operation on the order is in progress. */
export function modelBreaches(model: OrderModel): string[] {
  const { order, history, memories, bank } = model;
  if (!order) return [];
  const { status } = order;
  const { movements } = bank;
  const isTwice = movements.some(({ kind, amount }, at) =>
    movements.slice(0, at).some((other) => other.kind === kind && other.amount === amount),
  );
  const ledger = memories.payment.all(LedgerEntry);
  const net = ledger.reduce(
    (sum, { kind, amount }) => sum + (kind === 'charge' ? amount.minorUnits : -amount.minorUnits),
    0,
  );
  const banked = movements.reduce((sum, { kind, amount }) => sum + (kind === 'charge' ? amount : -amount), 0);
  const delivery = memories.delivery.all(Delivery)[0]?.status;
  const stock = memories.order.all(Car)[0]?.stock;
  const isBooking = order.vehicleId !== null;
  // The time to ship the car of a booking has not come.
  const expected = isBooking && status === 'Placed' ? 'Scheduled' : DELIVERY[status];
  const holds = expected !== undefined;
  const isBack = status === 'Completed';
  return [
    ...(holds || ['Cancelled', 'Refused'].includes(status) ? [] : [`stays ${status}`]),
    ...(net === banked ? [] : [`ledger ${net}, bank ${banked}`]),
    ...(net === (holds ? order.amount.minorUnits : 0) ? [] : [`is ${status} and holds ${net}`]),
    // The extension costs another amount than the order.
    ...(isTwice ? ['is charged or refunded twice'] : []),
    ...(isActive(delivery) === holds && (!holds || delivery === expected)
      ? []
      : [`is ${status}, its delivery ${delivery ?? 'absent'}`]),
    ...(stock === (holds && !isBack && !isBooking ? FLEET - 1 : FLEET)
      ? []
      : [`is ${status} and leaves a stock of ${String(stock)}`]),
    ...(history.acknowledged && status === 'Refused' ? ['was acknowledged and is Refused'] : []),
    ...(history.cancelled && !['Cancelled', 'InUse', 'Completed'].includes(status)
      ? [`its cancellation was acknowledged and it is ${status}`]
      : []),
    ...(history.handedOver && status !== 'InUse' && !isBack ? [`was handed over and is ${status}`] : []),
    ...(history.returned && !isBack ? [`came back and is ${status}`] : []),
    ...(status === 'Cancelled' && !history.cancelTried ? ['is Cancelled without a request'] : []),
    ...(isBooking ? rentalBreaches(model) : []),
  ];
}

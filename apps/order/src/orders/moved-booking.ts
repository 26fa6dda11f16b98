import { OrderReassigned } from '@carshare/events';
import type { Outbox } from '@carshare/messaging';
import type { Tx } from '@carshare/persistence';
import { Booking } from '../bookings/booking.entity.js';
import { swapVehicles } from '../vehicles/hand-over.js';
import { Vehicle } from '../vehicles/vehicle.entity.js';
import { Order } from './order.entity.js';

/** Stores that a booking has the vehicle that its order names, and publishes it. The vehicle's time is not changed. */
export async function storeMove(tx: Tx, outbox: Outbox, order: Order): Promise<void> {
  const { id, vehicleId, customerId } = order;
  const booking = await tx.find(Booking, { orderId: id });
  if (!booking || vehicleId === null) throw new RangeError(`order ${id} has no booking`);
  booking.moveTo(vehicleId);
  await tx.update(order);
  await tx.update(booking);
  outbox.add(tx, OrderReassigned, { id, vehicleId, customerId });
}

/**
 * The vehicle that has left is the booking's vehicle from now on, whatever was planned: delivery may not have handled OrderReassigned
 * when it handed the car over. A booking in its way moves to the planned vehicle where that is free.
 * @param left the vehicle that delivery names; undefined when its event names none
 */
export async function followVehicle(tx: Tx, outbox: Outbox, order: Order, left: number | undefined): Promise<void> {
  const { id: orderId, vehicleId: planned } = order;
  if (left === undefined || planned === null || planned === left || !(await tx.find(Vehicle, { id: left }))) return;
  const others = new Map<number, Order>();
  const mayMove = async (id: number): Promise<boolean> => {
    const other = await tx.find(Order, { id });
    if (!other?.isMovable) return false;
    others.set(id, other);
    return true;
  };
  const moved = await swapVehicles(tx, { orderId, planned, left }, mayMove);
  order.followVehicle(left);
  await storeMove(tx, outbox, order);
  for (const other of moved.map((id) => others.get(id))) {
    if (other?.moveTo(planned) === 'moved') await storeMove(tx, outbox, other);
  }
}

import { HandedOver, Returned, Shipped } from '@carshare/events';
import { Outbox } from '@carshare/messaging';
import { recordAction } from '@carshare/operations';
import { isUniqueViolation, Reader, UnitOfWork, type Tx } from '@carshare/persistence';
import type { Principal } from '@carshare/service-kit';
import { Injectable } from '@nestjs/common';
import { actionOn } from './action-on.js';
import { toDeliveryEvent } from './delivery.dto.js';
import { Delivery } from './delivery.entity.js';
import { DeliveryIsCanceled, DeliveryNotFound } from './delivery.errors.js';
import {
  toHandover,
  toHandoverEvent,
  toReturn,
  toReturnEvent,
  type RecordHandover,
  type RecordReturn,
} from './handover.dto.js';
import { DeliveryIsReturned, DeliveryNotHandedOver, VehicleStillOut } from './handover.errors.js';

/** The transactions that record when a customer takes a car and gives it back. */
@Injectable()
export class HandoversService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly outbox: Outbox,
    private readonly reader: Reader,
  ) {}

  /**
   * Records that the customer has the car; a scheduled delivery is shipped before. Repeated, it changes nothing. The version guard
   * decides against a concurrent cancellation, and the unique `out_vehicle_id` against another hand-over of the vehicle.
   * @throws {DomainError} 404, 409 when cancelled, returned or the vehicle is still out, 422 for a time that cannot be
   */
  async handOver(id: number, request: RecordHandover, operator: Principal): Promise<Delivery> {
    const record = toHandover(request);
    try {
      return await this.unitOfWork.transaction(async (tx) => {
        const delivery = await tx.find(Delivery, { id });
        if (!delivery) throw new DeliveryNotFound(id);
        await this.ship(tx, delivery);
        if (delivery.handOver(record) === 'unchanged') return unlessOver(delivery);
        await tx.update(delivery);
        this.outbox.add(tx, HandedOver, toHandoverEvent(delivery));
        await recordAction(tx, operator, actionOn(delivery, 'handover'));
        return delivery;
      });
    } catch (error) {
      if (isUniqueViolation(error)) throw await this.stillOut(id);
      throw error;
    }
  }

  /**
   * Records that the car is back, by an operator or by the delivery's own customer. Repeated, it changes nothing.
   * @throws {DomainError} 404 also for the delivery of another customer, 409 when cancelled or not handed over, 422 for a time or an
   * odometer reading that cannot be
   */
  takeBack(id: number, request: RecordReturn, caller: Principal): Promise<Delivery> {
    const record = toReturn(request);
    return this.unitOfWork.transaction(async (tx) => {
      const delivery = await tx.find(Delivery, { id });
      if (!delivery || !mayReturn(caller, delivery)) throw new DeliveryNotFound(id);
      if (delivery.status === 'DeliveryCanceled') throw new DeliveryIsCanceled(id);
      if (delivery.status === 'Returned') return delivery;
      if (delivery.takeBack(record) === 'unchanged') throw new DeliveryNotHandedOver(id);
      await tx.update(delivery);
      this.outbox.add(tx, Returned, toReturnEvent(delivery));
      if (caller.isOperatorFor(delivery.customerId)) await recordAction(tx, caller, actionOn(delivery, 'return'));
      return delivery;
    });
  }

  private async ship(tx: Tx, delivery: Delivery): Promise<void> {
    if (delivery.ship() === 'unchanged') return;
    await tx.update(delivery);
    this.outbox.add(tx, Shipped, toDeliveryEvent(delivery));
  }

  /** Names the order that has the vehicle, unless it has just been returned. */
  private async stillOut(id: number): Promise<VehicleStillOut> {
    const delivery = await this.reader.find(Delivery, { id });
    const holder = delivery && (await this.reader.find(Delivery, { outVehicleId: delivery.vehicleId }));
    return new VehicleStillOut(id, holder?.orderId);
  }
}

/** @returns a delivery that was handed over before @throws {DomainError} 409 when it is cancelled or returned */
function unlessOver(delivery: Delivery): Delivery {
  if (delivery.status === 'DeliveryCanceled') throw new DeliveryIsCanceled(delivery.id);
  if (delivery.status === 'Returned') throw new DeliveryIsReturned(delivery.id);
  return delivery;
}

function mayReturn(caller: Principal, { customerId }: Delivery): boolean {
  return customerId === null ? caller.has('operator') : caller.mayActFor(customerId);
}

import { columnsOf } from '@carshare/events';
import { isUniqueViolation, Reader, UnitOfWork } from '@carshare/persistence';
import { Injectable } from '@nestjs/common';
import { PaymentAdjustment } from './payment-adjustment.entity.js';
import { Payment } from './payment.entity.js';
import { ProviderCharge } from './provider-charge.entity.js';
import { Refund, type ChargeToReturn } from './refund.entity.js';

/** How long the request that made a charge has to record its payment before a person is asked, in milliseconds. */
const UNMATCHED_AFTER_MS = 10 * 60_000;

/** Which charge of which order it is. */
export interface ChargeOwner {
  orderId: number;
  /** 0 for the order's first charge, else the number of the adjustment. */
  number: number;
}

/** Keeps which charge at the provider is the order's, however long the provider remembers idempotency keys. */
@Injectable()
export class ProviderCharges {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly reader: Reader,
  ) {}

  async of({ orderId, number }: ChargeOwner): Promise<string | undefined> {
    const known =
      number === 0
        ? await this.reader.find(ProviderCharge, { orderId })
        : await this.reader.find(PaymentAdjustment, { orderId, number });
    return known?.reference ?? undefined;
  }

  /** Stores a charge before it can move money. @returns the stored one, where another request was faster */
  async remember({ orderId, number }: ChargeOwner, reference: string): Promise<string> {
    if (number > 0) return this.rememberAdjustment({ orderId, number }, reference);
    try {
      await this.unitOfWork.transaction((tx) => tx.insert(ProviderCharge.of(orderId, reference)));
      return reference;
    } catch (error) {
      const known = isUniqueViolation(error) ? await this.of({ orderId, number }) : undefined;
      if (known === undefined) throw error;
      return known;
    }
  }

  /** The order that a charge belongs to, where it is one of ours. */
  async ownerOf(reference: string): Promise<ChargeOwner | undefined> {
    const adjustment = await this.reader.find(PaymentAdjustment, { reference });
    if (adjustment) return adjustment;
    const known =
      (await this.reader.find(ProviderCharge, { reference })) ??
      (await this.reader.find(Refund, { reference })) ??
      (await this.reader.find(Payment, { reference }));
    return known && { orderId: known.orderId, number: 0 };
  }

  /** The provider has the money, and no payment is known yet: looks again later. */
  async observe({ orderId, reference, amount }: ChargeToReturn): Promise<void> {
    await this.remember({ orderId, number: 0 }, reference);
    await this.unitOfWork.transaction(async (tx) => {
      const charge = await tx.find(ProviderCharge, { orderId });
      if (!charge || charge.dueAt !== null) return;
      Object.assign(charge, { ...columnsOf(amount), dueAt: new Date(Date.now() + UNMATCHED_AFTER_MS) });
      await tx.update(charge);
    });
  }

  private rememberAdjustment({ orderId, number }: ChargeOwner, reference: string): Promise<string> {
    return this.unitOfWork.transaction(async (tx) => {
      const adjustment = await tx.find(PaymentAdjustment, { orderId, number });
      if (!adjustment) throw new RangeError(`order ${orderId} has no adjustment ${number}`);
      if (adjustment.remember(reference) === 'remembered') await tx.update(adjustment);
      return adjustment.reference ?? reference;
    });
  }
}

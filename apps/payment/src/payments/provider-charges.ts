import { columnsOf } from '@carshare/events';
import { isUniqueViolation, Reader, UnitOfWork } from '@carshare/persistence';
import { Injectable } from '@nestjs/common';
import { Payment } from './payment.entity.js';
import { ProviderCharge } from './provider-charge.entity.js';
import { Refund, type ChargeToReturn } from './refund.entity.js';

/** How long the request that made a charge has to record its payment before a person is asked, in milliseconds. */
const UNMATCHED_AFTER_MS = 10 * 60_000;

/** Keeps which charge at the provider is the order's, however long the provider remembers idempotency keys. */
@Injectable()
export class ProviderCharges {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly reader: Reader,
  ) {}

  async of(orderId: number): Promise<string | undefined> {
    return (await this.reader.find(ProviderCharge, { orderId }))?.reference;
  }

  /** Stores the order's charge before it can move money. @returns the stored one, where another request was faster */
  async remember(orderId: number, reference: string): Promise<string> {
    try {
      await this.unitOfWork.transaction((tx) => tx.insert(ProviderCharge.of(orderId, reference)));
      return reference;
    } catch (error) {
      const known = isUniqueViolation(error) ? await this.of(orderId) : undefined;
      if (known === undefined) throw error;
      return known;
    }
  }

  /** The order that a charge belongs to, where it is one of ours. */
  async orderOf(reference: string): Promise<number | undefined> {
    const known =
      (await this.reader.find(ProviderCharge, { reference })) ??
      (await this.reader.find(Refund, { reference })) ??
      (await this.reader.find(Payment, { reference }));
    return known?.orderId;
  }

  /** The provider has the money, and no payment is known yet: looks again later. */
  async observe({ orderId, reference, amount }: ChargeToReturn): Promise<void> {
    await this.remember(orderId, reference);
    await this.unitOfWork.transaction(async (tx) => {
      const charge = await tx.find(ProviderCharge, { orderId });
      if (!charge || charge.dueAt !== null) return;
      Object.assign(charge, { ...columnsOf(amount), dueAt: new Date(Date.now() + UNMATCHED_AFTER_MS) });
      await tx.update(charge);
    });
  }
}

import { Reader } from '@carshare/persistence';
import { Injectable } from '@nestjs/common';
import { PaymentProvider } from './payment-provider.js';
import { refundKey } from './provider-keys.js';
import { Refund } from './refund.entity.js';
import { RefundsService } from './refunds.service.js';

/** Drives refunds that the provider did not settle at once. */
@Injectable()
export class RefundsSaga {
  constructor(
    private readonly refunds: RefundsService,
    private readonly provider: PaymentProvider,
    private readonly reader: Reader,
  ) {}

  /**
   * Takes the refunds of an order one step further, where they are open and due.
   * @param adjustment what they are made for: the number of an adjustment, 0 for the cancellation
   * @returns whether the order has one
   * @throws {ProviderUnknown}
   */
  async advance(orderId: number, adjustment = 0): Promise<boolean> {
    const refunds = await this.reader.all(Refund, { orderId, adjustment, isDuplicate: 0 });
    for (const refund of refunds) {
      // A caller waits for a refund that no answer is known of; the others have their backoff.
      if (refund.status === 'Requested' || refund.isDue()) await this.drive(refund);
    }
    return refunds.length > 0;
  }

  /** Asks for every open refund of a charge. @returns whether there is one @throws {ProviderUnknown} */
  async driveAll(reference: string): Promise<boolean> {
    const open = (await this.reader.all(Refund, { reference })).filter((refund) => refund.isOpen);
    for (const refund of open) await this.drive(refund);
    return open.length > 0;
  }

  /** Asks the provider for the refund, or what became of it, and books the answer. @throws {ProviderUnknown} */
  async drive(refund: Refund): Promise<void> {
    const { orderId, reference, amount, attempts: attempt, providerId, entryKey: purpose } = refund;
    const distinction = refund.isDuplicate ? reference : purpose;
    const key = [refundKey(orderId), distinction].filter(Boolean).join('-');
    const money = { orderId, reference, amount, isPartial: refund.keepsFee === 1 };
    const result = await this.provider.refund({ key, ...money, purpose, attempt, providerId });
    await this.refunds.book(refund, result);
  }
}

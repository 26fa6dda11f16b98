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
   * Takes the refund of an order one step further, where one is open and due.
   * @returns whether the order has one
   * @throws {ProviderUnknown}
   */
  async advance(orderId: number): Promise<boolean> {
    const refund = await this.reader.find(Refund, { orderId, isDuplicate: 0 });
    if (!refund) return false;
    // A caller waits for a refund that no answer is known of; the others have their backoff.
    if (refund.status === 'Requested' || refund.isDue()) await this.drive(refund);
    return true;
  }

  /** Asks the provider for the refund, or what became of it, and books the answer. @throws {ProviderUnknown} */
  async drive(refund: Refund): Promise<void> {
    const { orderId, reference, amount, attempts: attempt, providerId } = refund;
    const key = refund.isDuplicate ? `${refundKey(orderId)}-${reference}` : refundKey(orderId);
    const isPartial = refund.keepsFee === 1;
    const result = await this.provider.refund({ key, orderId, reference, amount, isPartial, attempt, providerId });
    await this.refunds.book(refund, result);
  }
}

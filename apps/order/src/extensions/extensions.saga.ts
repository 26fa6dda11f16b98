import { setTimeout as sleep } from 'node:timers/promises';
import { Reader } from '@carshare/persistence';
import { DomainError, type Principal } from '@carshare/service-kit';
import { Injectable, Logger } from '@nestjs/common';
import { Adjustment } from '../adjustments/adjustment.entity.js';
import { AdjustmentsClient, type AdjustmentOutcome } from '../adjustments/adjustments.client.js';
import { chargeWhileUnavailable } from '../orders/charge-retry.js';
import { Order } from '../orders/order.entity.js';
import { OrderNotExtendable } from '../orders/order.errors.js';
import type { ExtendOrder } from './extension.dto.js';
import { ExtensionDeclined, ExtensionUnavailable, ExtensionUnknown } from './extension.errors.js';
import { ExtensionsService } from './extensions.service.js';

/** How long a repeated request waits for the outcome of the first one, in milliseconds. */
const REPEAT_PATIENCE_MS = 6_000;
/** How long payment may leave the outcome open before the extension is withdrawn, in milliseconds. The vehicle's time is taken meanwhile. */
const UNKNOWN_PATIENCE_MS = 60_000;

/** Drives an extension through payment. Every step is stored before the next one begins, so any can be repeated. */
@Injectable()
export class ExtensionsSaga {
  private readonly logger = new Logger(ExtensionsSaga.name);

  constructor(
    private readonly extensions: ExtensionsService,
    private readonly payment: AdjustmentsClient,
    private readonly reader: Reader,
  ) {}

  /** Claims the time, charges the difference, and extends the booking; or gives the time back. @throws {DomainError} 402, 404, 409, 422, 503 */
  async extend(id: number, request: ExtendOrder, caller: Principal, idempotencyKey?: string): Promise<Adjustment> {
    const { extension, isNew } = await this.extensions.open(id, request, caller, idempotencyKey);
    if (isNew) return extension.status === 'Pending' ? this.pay(extension, false) : extension;
    const { resumed, isMine } = await this.extensions.resume(extension);
    return isMine ? this.pay(resumed, true) : this.answerOf(resumed);
  }

  /** Takes the due step of an extension: asks for the outcome of its charge, or voids it. */
  async drive(extension: Adjustment, now = Date.now()): Promise<void> {
    if (extension.status !== 'Pending') return this.void(extension);
    const outcome = await this.payment.find(extension);
    const isTooLong = now - extension.createdAt.getTime() > UNKNOWN_PATIENCE_MS;
    if (outcome.kind === 'succeeded') await this.extensions.confirm(extension);
    else if (outcome.kind === 'declined') await this.extensions.decline(extension, outcome.reason);
    else if (outcome.kind === 'voided') await this.extensions.forgo(extension);
    else if (outcome.kind === 'unsent' || isTooLong) await this.void(await this.extensions.withdraw(extension));
    else await this.extensions.postpone(extension);
  }

  /** @param isAgain whether an earlier request may have charged already, under the same number */
  private async pay(extension: Adjustment, isAgain: boolean): Promise<Adjustment> {
    try {
      return await this.settle(extension, await this.charge(extension, isAgain));
    } catch (error) {
      if (error instanceof DomainError) throw error;
      // The outcome could not be stored: the sweeper or the event PaymentAdjusted settles the extension.
      this.logger.error(error);
      throw new ExtensionUnknown(extension.orderId);
    }
  }

  /** Charges the extension. The number is the same in each attempt, so payment charges once and answers with the first outcome. */
  private async charge(extension: Adjustment, isAgain: boolean): Promise<AdjustmentOutcome> {
    const order = await this.reader.find(Order, { id: extension.orderId });
    const charge = (): Promise<AdjustmentOutcome> => this.payment.adjust(extension, order?.customerId ?? '');
    const again = async (): Promise<AdjustmentOutcome> => {
      const outcome = await charge();
      // The rejection of a repetition does not show the outcome of the first request.
      return outcome.kind === 'unsent' ? { kind: 'unknown' } : outcome;
    };
    return chargeWhileUnavailable(isAgain ? again : charge, again);
  }

  private async settle(extension: Adjustment, outcome: AdjustmentOutcome): Promise<Adjustment> {
    const { orderId } = extension;
    switch (outcome.kind) {
      case 'succeeded':
        return this.answerOf(await this.extensions.confirm(extension));
      case 'declined':
        await this.extensions.decline(extension, outcome.reason);
        throw new ExtensionDeclined(orderId, outcome.reason);
      case 'voided':
      case 'unsent':
        await this.extensions.forgo(extension);
        throw new ExtensionUnavailable(orderId);
      case 'unavailable':
      case 'unknown':
        // The request ends here: the sweeper, or a repetition with the same key, goes on from now.
        await this.extensions.postpone(extension);
        throw new ExtensionUnknown(orderId);
    }
  }

  /** The answer to the first request with the key, once it has one. */
  private async answerOf(extension: Adjustment): Promise<Adjustment> {
    const { id, orderId } = extension;
    const deadline = Date.now() + REPEAT_PATIENCE_MS;
    for (let one: Adjustment | undefined = extension; one; one = await this.reader.find(Adjustment, { id })) {
      if (one.status === 'Succeeded') return one;
      if (one.status === 'Declined') throw new ExtensionDeclined(orderId, one.refusalReason ?? undefined);
      if (one.status !== 'Pending') throw await this.withdrawnError(orderId);
      if (Date.now() > deadline) break;
      await sleep(25);
    }
    throw new ExtensionUnknown(orderId);
  }

  /** A cancellation or a return has withdrawn the extension, or payment could not be made. */
  private async withdrawnError(orderId: number): Promise<DomainError> {
    const order = await this.reader.find(Order, { id: orderId });
    try {
      order?.assertExtendable();
    } catch (error) {
      if (error instanceof OrderNotExtendable) return error;
      throw error;
    }
    return new ExtensionUnavailable(orderId);
  }

  private async void(extension: Adjustment): Promise<void> {
    if (extension.status !== 'Withdrawn') return;
    if (await this.payment.void(extension)) await this.extensions.confirmVoid(extension);
    else await this.extensions.postpone(extension);
  }
}

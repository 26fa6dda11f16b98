import { isUniqueViolation, Reader, UnitOfWork } from '@carshare/persistence';
import { assertSameRequest, currentTraceId, DomainError, fingerprint, type Principal } from '@carshare/service-kit';
import { Injectable } from '@nestjs/common';
import { BookingsService, type BookingPlan } from '../bookings/bookings.service.js';
import { Car } from '../cars/car.entity.js';
import { CarNotFound } from '../cars/car.errors.js';
import { contactOf } from '../mails/contact.js';
import type { NewContact } from '../mails/mail-contact.entity.js';
import { MailsService } from '../mails/mails.service.js';
import type { Language } from '../mails/texts/language.js';
import type { NewOrder } from './order-columns.js';
import type { PlaceOrder } from './order.dto.js';
import { Order } from './order.entity.js';
import { assertPayable } from './payable.js';
import { StockReservationsService } from './stock-reservations.service.js';

/** A booking that can be opened. */
interface BookingToOpen {
  request: PlaceOrder;
  asked: NewOrder;
  plan: BookingPlan;
  contact: NewContact | undefined;
}

/** Opens orders. */
@Injectable()
export class OpeningService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly reader: Reader,
    private readonly bookings: BookingsService,
    private readonly reservations: StockReservationsService,
    private readonly mails?: MailsService,
  ) {}

  /**
   * Opens a Pending order and takes its cars, or finds the order that the same key opened before.
   * @param language of the mails about the order
   * @returns the order, and whether it is new
   */
  async open(
    request: PlaceOrder,
    caller: Principal,
    idempotencyKey?: string,
    language: Language = 'en',
  ): Promise<{ order: Order; isNew: boolean }> {
    const repeated = (): Promise<Order | undefined> => this.earlier(request, caller, idempotencyKey);
    const earlier = await repeated();
    if (earlier) return { order: earlier, isNew: false };
    try {
      return { order: await this.openNew(request, caller, idempotencyKey, language), isNew: true };
    } catch (error) {
      // A request with the same key has committed in the meantime: its order is found now.
      if (idempotencyKey !== undefined && isUniqueViolation(error)) {
        return this.open(request, caller, idempotencyKey, language);
      }
      // It may also have taken the last car.
      const order = error instanceof DomainError ? await repeated() : undefined;
      if (!order) throw error;
      return { order, isNew: false };
    }
  }

  /** The order that a request with the same key has opened. */
  private async earlier(
    request: PlaceOrder,
    { customerId }: Principal,
    idempotencyKey: string | undefined,
  ): Promise<Order | undefined> {
    if (idempotencyKey === undefined) return undefined;
    const order = await this.reader.find(Order, { customerId, idempotencyKey });
    if (order) assertSameRequest(order.requestHash ?? '', request);
    return order;
  }

  private async openNew(
    request: PlaceOrder,
    caller: Principal,
    idempotencyKey: string | undefined,
    language: Language,
  ): Promise<Order> {
    const { productId, qty, expectedAmount } = request;
    const car = await this.reader.find(Car, { productId });
    if (!car || car.retiredAt !== null) throw new CarNotFound(productId);
    const now = new Date();
    const plan = this.bookings.plan(request, car, now);
    assertPayable(car, plan?.amount ?? car.price.times(qty), expectedAmount);
    const contact = contactOf(request, caller, language);
    const asked = {
      ...request,
      car,
      customerId: caller.customerId,
      idempotencyKey,
      requestHash: idempotencyKey === undefined ? undefined : fingerprint(request),
      hasContact: contact !== undefined,
      traceId: currentTraceId(),
    };
    if (plan) return this.book({ request, asked, plan, contact }, now);
    return this.reservations.reserve(Order.open(asked, now), contact);
  }

  private book({ request, asked, plan, contact }: BookingToOpen, now: Date): Promise<Order> {
    const { productId, place, vehicleId } = request;
    let attempt = 0;
    return this.unitOfWork.transaction(async (tx) => {
      attempt += 1;
      const vehicle = await this.bookings.choose(tx, productId, plan.period, vehicleId, attempt, now);
      const order = Order.open({ ...asked, booked: { vehicleId: vehicle.id, amount: plan.amount } }, now);
      await tx.insert(order);
      await this.bookings.take(tx, order, vehicle, plan, place);
      await this.mails?.open(tx, [{ order, contact }]);
      return order;
    });
  }
}

import { columnsOf, type Money } from '@carshare/events';
import type { Car } from '../cars/car.entity.js';
import type { PlaceOrder } from './order.dto.js';
import type { Order } from './order.entity.js';

/** How long a request may drive the order before the sweeper takes it over, in milliseconds; above the payment client's deadline. */
export const PATIENCE_MS = 8_000;

/** What an order is opened with: the parts of the request that its row keeps, and what order adds. */
export interface NewOrder extends Pick<PlaceOrder, 'qty' | 'paymentMethod'> {
  car: Car;
  customerId: string;
  idempotencyKey?: string | undefined;
  requestHash?: string | undefined;
  /** Of a booking: its vehicle, and its price by time. */
  booked?: { vehicleId: number; amount: Money } | undefined;
  /** Whether an address for mails was given. */
  hasContact?: boolean;
  traceId?: string | undefined;
}

type Method = (...of: never[]) => unknown;

/** What an order derives from its columns. */
type Derived = 'amount' | 'taken' | 'isMovable' | 'isExtendable' | 'needsItsVehicle';

/** Every column but the generated id: a column without a value for a new order does not compile. */
type Columns = { [Name in keyof Order as Order[Name] extends Method ? never : Name]: Order[Name] };
type NewColumns = Omit<Columns, 'id' | Derived>;

/** What a new order stores: it is Pending, and due when payment has not answered. */
export function columnsOfNew(asked: NewOrder, now: Date): NewColumns {
  const {
    car,
    qty,
    customerId,
    paymentMethod,
    idempotencyKey,
    requestHash,
    booked,
    hasContact = false,
    traceId,
  } = asked;
  return {
    productId: car.productId,
    qty,
    status: 'Pending' as const,
    ...columnsOf(booked?.amount ?? car.price.times(qty)),
    customerId,
    paymentMethod: paymentMethod ?? null,
    idempotencyKey: idempotencyKey ?? null,
    requestHash: requestHash ?? null,
    refusal: null,
    refusalReason: null,
    vehicleId: booked?.vehicleId ?? null,
    stockShort: null,
    hasContact,
    traceId: traceId ?? null,
    createdAt: now,
    placedAt: null,
    updatedAt: now,
    dueAt: new Date(now.getTime() + PATIENCE_MS),
    attempts: 0,
    version: 1,
  };
}

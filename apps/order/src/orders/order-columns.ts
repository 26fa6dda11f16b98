import { columnsOf, type Money, type OrderStatus } from '@carshare/events';
import { bigint, fixed, instant } from '@carshare/persistence';
import { Column, PrimaryGeneratedColumn } from 'typeorm';
import type { Car } from '../cars/car.entity.js';
import type { PlaceOrder } from './order.dto.js';

/** Why an order was refused: the card was declined, or the payment could not be made. */
export type Refusal = 'declined' | 'unpaid';

const flag = {
  to: (value: boolean | null | undefined): number => (value === true ? 1 : 0),
  from: (value: number | null): boolean => value === 1,
};

/** What is stored of an order. */
export abstract class OrderColumns {
  @PrimaryGeneratedColumn() id: number;
  @Column({ name: 'product_id', ...fixed }) readonly productId: string;
  @Column({ type: 'integer', ...fixed }) readonly qty: number;
  @Column({ type: 'varchar' }) status: OrderStatus;
  @Column({ name: 'amount_minor', ...bigint, nullable: true }) minorUnits: number | null;
  @Column({ name: 'amount', ...bigint }) hundredths: number;
  @Column() currency: string;
  @Column({ name: 'customer_id', ...fixed }) readonly customerId: string;
  @Column({ name: 'payment_method', type: 'varchar', nullable: true, ...fixed }) readonly paymentMethod: string | null;
  @Column({ name: 'idempotency_key', type: 'varchar', nullable: true }) idempotencyKey: string | null;
  @Column({ name: 'request_hash', type: 'varchar', nullable: true }) requestHash: string | null;
  @Column({ type: 'varchar', nullable: true }) refusal: Refusal | null;
  /** The provider's reason for a declined card; a repeated request gets the same answer. */
  @Column({ name: 'refusal_reason', type: 'varchar', nullable: true }) refusalReason: string | null;
  /** The vehicle of a booking; null for an instant order, which takes from the stock of its model. */
  @Column({ name: 'vehicle_id', type: 'integer', nullable: true }) vehicleId: number | null;
  /** How many of the cars could not be taken from the stock when a late payment brought the order back; null when all were. */
  @Column({ name: 'stock_short', type: 'integer', nullable: true }) stockShort: number | null;
  /** Whether an address for mails was given; null in a row of an earlier version. */
  @Column({ name: 'has_contact', type: 'integer', nullable: true, transformer: flag }) hasContact: boolean;
  /** The trace id of the request that opened the order: its logs and spans are found by it. */
  @Column({ name: 'trace_id', type: 'varchar', nullable: true, ...fixed }) readonly traceId: string | null;
  @Column({ name: 'created_at', ...instant, ...fixed }) readonly createdAt: Date;
  @Column({ name: 'placed_at', ...instant, nullable: true }) placedAt: Date | null;
  @Column({ name: 'updated_at', ...instant }) updatedAt: Date;
  /** When the sweeper takes the next step; null while no step is due. */
  @Column({ name: 'due_at', ...instant, nullable: true }) dueAt: Date | null;
  @Column({ type: 'integer' }) attempts: number;
  @Column({ type: 'integer' }) version: number;
}

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

/**
 * What a new order stores: it is Pending, and due when payment has not answered. A column without a value here does not compile; the
 * database generates the id.
 */
export function columnsOfNew(asked: NewOrder, now: Date): Omit<OrderColumns, 'id'> {
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

import type { EventDefinition, ReceivedEvent } from '@carshare/events';
import type { Tx } from '@carshare/persistence';
import { Catch, UseFilters, type ExceptionFilter } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';

/** A method that handles the events: it receives an event and the open transaction. */
export type EventMethod<D extends EventDefinition> = (event: ReceivedEvent<D>, tx: Tx) => unknown;

/** Accepts a method only if it handles every one of the events. */
export type EventMethodDecorator<D extends EventDefinition> = <M extends EventMethod<D>>(
  controller: object,
  name: string | symbol,
  method: TypedPropertyDescriptor<M>,
) => void;

/** The consumer decides about the failure of a handler, so the error reaches it unchanged. Nest would log it and replace it. */
@Catch()
class Rethrow implements ExceptionFilter<Error> {
  catch(error: Error): never {
    throw error;
  }
}

const RETHROW = new Rethrow();

/**
 * Marks a controller's method as the handler of one or several events. The inbox row commits in the transaction that the method
 * receives, so the effect of an event happens once. A method whose parameter is another event does not compile. A service without a
 * handler for an event that it consumes by the contract does not start.
 * @example
 * class PaidController {
 *   constructor(private readonly orders: { notePaid(tx: Tx, orderId: number): Promise<void> }) {}
 *   @Consumes(Paid)
 *   onPaid(event: ReceivedEvent<typeof Paid>, tx: Tx): Promise<void> {
 *     return this.orders.notePaid(tx, event.data.orderId);
 *   }
 * }
 */
export function Consumes<const D extends readonly EventDefinition[]>(...events: D): EventMethodDecorator<D[number]> {
  return (controller, name, method) => {
    UseFilters(RETHROW)(controller, name, method as PropertyDescriptor);
    Payload()(controller, name, 0);
    Ctx()(controller, name, 1);
    EventPattern<string[]>(events.map(({ type }) => type))(controller, name, method as PropertyDescriptor);
  };
}

import { validateSync, type ValidationOptions } from 'class-validator';
import { compileRules, type CompiledRules } from '@carshare/validation';
import type { EventIdentity } from './identity.js';
import type { ServiceName } from './services.js';

/** The constructor of an event's fields; its class-validator decorators are the schema. */
export type Fields<T extends object> = new () => T;

/** Options of `IsOptional` for a field that the services of this repository always publish, and the replaced ones may leave out. */
export const ALWAYS_OURS: ValidationOptions = { context: { ours: 'always' } };

/** One event of the contract: wire name, version, fields, partition key, publisher and consumers, bound in a single constant. */
export interface EventDefinition<
  T extends object = object,
  Type extends string = string,
  Consumer extends ServiceName = ServiceName,
> {
  /** The name on the wire (`eventType` and `ce_type`); never changes. */
  readonly type: Type;
  /** Grows with every added field; travels in `ce_dataschema`. */
  readonly version: number;
  /** One sentence for the published documentation. */
  readonly summary: string;
  readonly fields: Fields<T>;
  /** The service that owns the event. */
  readonly publisher: ServiceName;
  /** The services that have a handler for the event; a service does not start without one. */
  readonly consumers: readonly Consumer[];
  /** The order id: every event of one order shares a partition, so their order is kept. */
  key(data: T): number;
}

/** The payload type of an event constant: `EventOf<typeof Paid>`. */
export type EventOf<E> = E extends EventDefinition<infer T> ? T : never;

/**
 * An event read from the topic: `ReceivedEvent<typeof Paid>`. Of several definitions it is a union that `type` discriminates; without
 * a definition it is any event.
 */
export type ReceivedEvent<D extends EventDefinition = EventDefinition> =
  D extends EventDefinition<infer T, infer Type> ? Received<T, Type> : never;

interface Received<T extends object, Type extends string> {
  type: Type;
  definition: EventDefinition<object, Type>;
  /** `ce_id`, or a digest of the content for publishers without CloudEvents headers: equal for a repetition. */
  id: string;
  identity: EventIdentity;
  /** When it happened: `ce_time` in milliseconds, or the value's `timestamp` in seconds. */
  time: Date;
  traceparent: string | undefined;
  data: T;
}

/**
 * Declares an event of the contract.
 * @example
 * const Paid = defineEvent({
 *   type: 'Paid',
 *   version: 1,
 *   summary: "The order's money is charged.",
 *   fields: PaymentFields,
 *   key: (payment) => payment.orderId,
 *   publisher: 'payment',
 *   consumers: ['order', 'delivery', 'customerpage'],
 * });
 */
export function defineEvent<T extends object, const Type extends string, const Consumer extends ServiceName>(
  definition: EventDefinition<T, Type, Consumer>,
): EventDefinition<T, Type, Consumer> {
  return Object.freeze(definition);
}

const compiled = new WeakMap<Fields<object>, CompiledRules>();

/** The rules of an event's fields, read at its first payload: decorators run after the class is defined. */
function rulesOf(fields: Fields<object>): CompiledRules | undefined {
  const known = compiled.get(fields);
  if (known) return known;
  const rules = compileRules(fields);
  if (rules) compiled.set(fields, rules);
  return rules;
}

/**
 * Checks a payload against its event's fields and returns it as an instance of the fields' class. Null means absent. Unknown
 * fields stay: the contract only grows, and an older consumer must accept a newer event.
 * @throws {InvalidEvent} naming every field at fault.
 */
export function parseFields<T extends object>(event: EventDefinition<T>, data: object): T {
  const instance = instanceOf(event.fields, data);
  if (rulesOf(event.fields)?.hold(instance)) return instance;
  const faults = validateSync(instance, {
    forbidUnknownValues: true,
    validationError: { target: false, value: false },
  });
  if (faults.length > 0) {
    const reasons = faults.flatMap((fault) =>
      Object.values(fault.constraints ?? { [fault.property]: `${fault.property} is invalid` }),
    );
    throw new InvalidEvent(`${event.type}: ${reasons.join('; ')}`);
  }
  return instance;
}

function instanceOf<T extends object>(fields: Fields<T>, data: object): T {
  const instance = new fields();
  const members = instance as Record<string, unknown>;
  for (const [name, value] of Object.entries(data)) {
    // A member of this name would replace the prototype of the instance.
    if (value !== null && name !== '__proto__') members[name] = value;
  }
  return instance;
}

/** An event that can never be handled, however often it is retried: it belongs to the dead letters. */
export class InvalidEvent extends Error {
  override readonly name = 'InvalidEvent';
}

import { validateSync, type ValidationOptions } from 'class-validator';
import { compileRules, type CompiledRules } from '@carshare/validation';

/** The constructor of an event's fields; its class-validator decorators are the schema. */
export type Fields<T extends object> = new () => T;

/** Options of `IsOptional` for a field that this shop's services always publish, and that the replaced services may leave out. */
export const ALWAYS_OURS: ValidationOptions = { context: { ours: 'always' } };

/** One event of the contract: wire name, version, fields and partition key, bound in a single constant. */
export interface EventDefinition<T extends object = object> {
  /** The name on the wire (`eventType` and `ce_type`); never changes. */
  readonly type: string;
  /** Grows with every added field; travels in `ce_dataschema`. */
  readonly version: number;
  readonly fields: Fields<T>;
  /** The order id: every event of one order shares a partition, so their order is kept. */
  key(data: T): number;
}

/** The payload type of an event constant: `EventOf<typeof Paid>`. */
export type EventOf<E> = E extends EventDefinition<infer T> ? T : never;

/** Declares an event of the contract. */
export function defineEvent<T extends object>(
  type: string,
  version: number,
  fields: Fields<T>,
  key: (data: T) => number,
): EventDefinition<T> {
  return Object.freeze({ type, version, fields, key });
}

const compiled = new WeakMap<Fields<object>, CompiledRules>();

/** The rules of an event's fields, read at its first payload. */
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

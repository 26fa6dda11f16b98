import { getMetadataStorage } from 'class-validator';

type RequestClass = new () => object;

const tolerant = new WeakSet<object>();
const names = new WeakMap<RequestClass, ReadonlySet<string>>();

/**
 * Marks a request whose unknown fields are ignored: the contract says that fields may be added, and the replaced services send
 * such as `id`. The unknown fields of other requests are refused by name.
 */
export function IgnoreUnknownFields(): ClassDecorator {
  return (type) => {
    tolerant.add(type);
  };
}

/** Leaves out of a body what is null, which means absent, and what a class with {@link IgnoreUnknownFields} does not name. */
export function presentFields(type: RequestClass, body: unknown): unknown {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return body;
  const known = tolerant.has(type) ? namesOf(type) : undefined;
  const fields = Object.entries(body);
  const present = fields.filter(([name, value]) => value !== null && (known?.has(name) ?? true));
  return present.length === fields.length ? body : Object.fromEntries(present);
}

/** The members that the class has rules for. */
function namesOf(type: RequestClass): ReadonlySet<string> {
  const known = names.get(type);
  if (known) return known;
  const rules = getMetadataStorage().getTargetValidationMetadatas(type, '', true, false);
  const found = new Set(rules.map(({ propertyName }) => propertyName));
  names.set(type, found);
  return found;
}

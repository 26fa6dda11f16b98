import { getMetadataStorage } from 'class-validator';
import { ALWAYS_OURS, type EventDefinition } from '../src/index.js';

/** What is published of a field. */
export interface PublishedField {
  type: string;
  optional: boolean;
  /** The services of this shop always publish the field, though others may leave it out. */
  ours?: 'always';
}

export type Contract = Record<string, PublishedField>;

const TYPES: Record<string, string> = { isInt: 'integer', isNumber: 'number', isString: 'string' };

/** Reads an event's fields off the decorators that check them. */
export function contractOf(event: Pick<EventDefinition, 'fields'>): Contract {
  const contract: Contract = {};
  for (const entry of getMetadataStorage().getTargetValidationMetadatas(event.fields, '', true, false)) {
    const field = (contract[entry.propertyName] ??= { type: 'any', optional: false });
    const type = TYPES[entry.name ?? ''];
    if (type !== undefined) field.type = type;
    if (entry.type === 'conditionalValidation') field.optional = true;
    if (isAlwaysOurs(entry.context)) field.ours = 'always';
  }
  return contract;
}

/**
 * What of a change would break those who read or write the published events.
 * @returns one line per fault; none for a contract that only grew
 */
export function breaks(published: Contract, current: Contract): string[] {
  const gone = Object.entries(published).flatMap(([name, before]) => {
    const now = current[name];
    if (!now) return [`${name} is removed`];
    const faults = now.type === before.type ? [] : [`${name} is retyped from ${before.type} to ${now.type}`];
    if (before.optional && !now.optional) faults.push(`${name} is newly required`);
    if (isPromised(before) && !isPromised(now)) faults.push(`${name} is no longer promised`);
    return faults;
  });
  const added = Object.entries(current)
    .filter(([name, field]) => !(name in published) && !field.optional)
    .map(([name]) => `${name} is newly required`);
  return [...gone, ...added];
}

const isPromised = ({ optional, ours }: PublishedField): boolean => !optional || ours === 'always';

export const isAlwaysOurs = (context: unknown): boolean => context === ALWAYS_OURS.context;

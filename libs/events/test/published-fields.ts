import { getMetadataStorage } from 'class-validator';
import type { EventDefinition } from '../src/index.js';
import { isAlwaysOurs, objectSchema } from './json-schema.js';

/** What is published of a field. */
export interface PublishedField {
  type: string;
  optional: boolean;
  /** The services of this repository always publish the field, though others may leave it out. */
  ours?: 'always';
}

export type Contract = Record<string, PublishedField>;

/** Reads an event's fields off the decorators that check them. */
export function publishedFields({ fields }: Pick<EventDefinition, 'fields'>): Contract {
  const { required, properties } = objectSchema(fields);
  const ours = getMetadataStorage()
    .getTargetValidationMetadatas(fields, '', true, false)
    .filter(({ context }) => isAlwaysOurs(context))
    .map(({ propertyName }) => propertyName);
  return Object.fromEntries(
    Object.entries(properties).map(([name, schema]): [string, PublishedField] => [
      name,
      {
        type: String([schema['type']].flat()[0]),
        optional: !required.includes(name),
        ...(ours.includes(name) && { ours: 'always' as const }),
      },
    ]),
  );
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

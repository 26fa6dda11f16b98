import { fingerprint } from '@carshare/service-kit';
import { getMetadataStorage } from 'class-validator';
import { requestOf } from './requests.js';

/**
 * The members of a request's class that do not change its fingerprint, so that a repetition with another value is taken for the same
 * request.
 * @param request a valid body
 * @param other another valid value for every member of the class
 * @throws {Error} for a member of the class without another value: a new field has to be added there
 */
export async function membersOutsideFingerprint(
  type: new () => object,
  request: object,
  other: Readonly<Record<string, unknown>>,
): Promise<string[]> {
  const rules = getMetadataStorage().getTargetValidationMetadatas(type, '', true, false);
  const known = fingerprint(await requestOf(type, request));
  const outside: string[] = [];
  for (const name of new Set(rules.map(({ propertyName }) => propertyName))) {
    if (!(name in other)) throw new Error(`give another value for ${type.name}.${name}`);
    if (fingerprint(await requestOf(type, { ...request, [name]: other[name] })) === known) outside.push(name);
  }
  return outside;
}

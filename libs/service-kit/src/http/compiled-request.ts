import { TransformationType, type TransformFnParams } from 'class-transformer';
import { defaultMetadataStorage } from 'class-transformer/cjs/storage.js';
import { getMetadataStorage, type ValidationArguments } from 'class-validator';
import type { ValidationMetadata } from 'class-validator/types/metadata/ValidationMetadata.js';

type Condition = (request: object, value: unknown) => boolean;
type Check = (request: object, value: unknown) => boolean;

/** One member of a request and what its decorators ask for. */
interface Member {
  name: string;
  transforms: ((parameters: TransformFnParams) => unknown)[];
  /** It is checked only when all of these hold. */
  conditions: Condition[];
  checks: Check[];
}

/** Makes the request of a plain object, or `undefined` where it has a fault or is more than plain. */
export type CompiledRequest = (plain: unknown) => object | undefined;

/**
 * Reads the decorators of a request's class once, instead of at every request, which costs a tenth of an order.
 * @returns how a request is made; `undefined` for a class with rules that are more than checks of plain members: nested classes,
 * lists, groups. What is left undefined is for class-transformer and class-validator themselves, which also name the faults.
 */
export function compileRequest(type: new () => object): CompiledRequest | undefined {
  const rules = getMetadataStorage().getTargetValidationMetadatas(type, '', true, false);
  const names = [...new Set(rules.map((rule) => rule.propertyName))];
  if (names.length === 0 || !rules.every(isPlain)) return undefined;
  if (names.some((name) => defaultMetadataStorage.findTypeMetadata(type, name))) return undefined;
  if (defaultMetadataStorage.getStrategy(type) !== 'none') return undefined;
  const members = new Map(names.map((name) => [name, memberOf(type, name, rules)]));
  return (plain) => {
    const request = take(type, members, plain);
    if (!request) return undefined;
    for (const { name, conditions, checks } of members.values()) {
      const value = (request as Record<string, unknown>)[name];
      if (!conditions.every((condition) => condition(request, value))) continue;
      if (!checks.every((check) => check(request, value))) return undefined;
    }
    return request;
  };
}

/** Moves the members into an instance of the class, as their transformations say. */
function take(type: new () => object, members: ReadonlyMap<string, Member>, plain: unknown): object | undefined {
  if (typeof plain !== 'object' || plain === null || Array.isArray(plain)) return undefined;
  const request = new type() as Record<string, unknown>;
  for (const [key, original] of Object.entries(plain)) {
    const member = members.get(key);
    if (!member || (typeof original === 'object' && original !== null)) return undefined;
    let value: unknown = original;
    for (const transform of member.transforms) {
      value = transform({ value, key, obj: plain, type: TransformationType.PLAIN_TO_CLASS, options: {} });
    }
    request[key] = value;
  }
  return request;
}

function isPlain({ type, each, groups }: ValidationMetadata): boolean {
  return (
    (type === 'customValidation' || type === 'conditionalValidation') &&
    !each &&
    !(groups as string[] | undefined)?.length
  );
}

function memberOf(type: new () => object, name: string, rules: readonly ValidationMetadata[]): Member {
  const own = rules.filter((rule) => rule.propertyName === name);
  return {
    name,
    transforms: defaultMetadataStorage
      .findTransformMetadatas(type, name, TransformationType.PLAIN_TO_CLASS)
      .map(({ transformFn }) => transformFn),
    conditions: own
      .filter((rule) => rule.type === 'conditionalValidation')
      .map((rule) => rule.constraints[0] as Condition),
    checks: own.filter((rule) => rule.type === 'customValidation').map((rule) => checkOf(type, rule)),
  };
}

/** A check that needs time, or does not apply always, is never plainly true: the request is left to class-validator. */
function checkOf(
  type: new () => object,
  { constraintCls, constraints, propertyName, validateIf }: ValidationMetadata,
): Check {
  const validators = getMetadataStorage()
    .getTargetValidatorConstraints(constraintCls)
    .map((constraint) => constraint.instance);
  return (object, value) => {
    const rule: ValidationArguments = { targetName: type.name, property: propertyName, object, value, constraints };
    return !validateIf && validators.every((validator) => validator.validate(value, rule) === true);
  };
}

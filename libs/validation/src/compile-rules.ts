import { getMetadataStorage, type ValidationArguments } from 'class-validator';
import type { ValidationMetadata } from 'class-validator/types/metadata/ValidationMetadata.js';

type Test = (object: object, value: unknown) => boolean;

/** One member and what its decorators ask for. */
interface Member {
  name: string;
  /** It is checked only when all of these hold. */
  conditions: Test[];
  checks: Test[];
}

/** The class-validator decorators of a class, read once. */
export interface CompiledRules {
  /** The members that have rules. */
  readonly members: readonly string[];
  /** Whether every rule holds; class-validator itself names the faults of an object that fails. */
  hold(object: object): boolean;
}

/**
 * Reads the decorators of a class once; class-validator reads them again for every object, which costs 10 % of the CPU time of an order.
 * @returns `undefined` for a class without rules, or with rules that are not checks of plain members: nested classes, lists, groups
 */
export function compileRules(type: new () => object): CompiledRules | undefined {
  const rules = getMetadataStorage().getTargetValidationMetadatas(type, '', true, false);
  if (rules.length === 0 || !rules.every(isPlain)) return undefined;
  const names = [...new Set(rules.map((rule) => rule.propertyName))];
  const members = names.map((name) => memberOf(type, name, rules));
  return {
    members: names,
    hold: (object) =>
      members.every(({ name, conditions, checks }) => {
        const value = (object as Record<string, unknown>)[name];
        const isChecked = conditions.every((condition) => condition(object, value));
        return !isChecked || checks.every((check) => check(object, value));
      }),
  };
}

function isPlain({ type, each, groups }: ValidationMetadata): boolean {
  const isCheck = type === 'customValidation' || type === 'conditionalValidation';
  return isCheck && !each && !(groups as string[] | undefined)?.length;
}

function memberOf(type: new () => object, name: string, rules: readonly ValidationMetadata[]): Member {
  const own = rules.filter((rule) => rule.propertyName === name);
  return {
    name,
    conditions: own.filter((rule) => rule.type === 'conditionalValidation').map((rule) => rule.constraints[0] as Test),
    checks: own.filter((rule) => rule.type === 'customValidation').map((rule) => checkOf(type, rule)),
  };
}

/** A check that needs time, or does not apply always, is never plainly true: the object is left to class-validator. */
function checkOf(type: new () => object, rule: ValidationMetadata): Test {
  const { constraintCls, constraints, propertyName: property, validateIf } = rule;
  const validators = getMetadataStorage()
    .getTargetValidatorConstraints(constraintCls)
    .map((constraint) => constraint.instance);
  return (object, value) => {
    const about: ValidationArguments = { targetName: type.name, property, object, value, constraints };
    return !validateIf && validators.every((validator) => validator.validate(value, about) === true);
  };
}

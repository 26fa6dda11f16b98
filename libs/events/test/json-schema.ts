import { getMetadataStorage } from 'class-validator';
import type { ValidationMetadata } from 'class-validator/types/metadata/ValidationMetadata.js';
import { ALWAYS_OURS } from '../src/index.js';

export type Json = Record<string, unknown>;
type Class = new () => object;

const ALWAYS_OURS_TEXT = 'The services of this repository always publish it; others may leave it out.';

/** The JSON Schema keywords of a validator, from its constraints. A validator that is not listed has no published form. */
const KEYWORDS: Readonly<Record<string, (constraints: readonly unknown[]) => Json>> = {
  isString: () => ({ type: 'string' }),
  isNotEmpty: () => ({ minLength: 1 }),
  minLength: ([minLength]) => ({ minLength }),
  maxLength: ([maxLength]) => ({ maxLength }),
  isLength: ([minLength, maxLength]) => ({ minLength, ...(maxLength !== undefined && { maxLength }) }),
  isStorableText: ([maxLength]) => ({ maxLength }),
  matches: ([pattern]) => ({ type: 'string', pattern: patternOf(pattern) }),
  isUuid: () => ({ type: 'string', format: 'uuid' }),
  isIso8601: () => ({ type: 'string', format: 'date-time' }),
  isRFC3339: () => ({ type: 'string', format: 'date-time' }),
  isReadableTime: () => ({}),
  isDate: () => ({}),
  isDateString: () => ({ type: 'string', format: 'date-time' }),
  isBoolean: () => ({ type: 'boolean' }),
  isInt: () => ({ type: 'integer' }),
  isNumber: () => ({ type: 'number' }),
  isCountableAmount: () => ({}),
  isPositive: () => ({ exclusiveMinimum: 0 }),
  min: ([minimum]) => ({ minimum }),
  max: ([maximum]) => ({ maximum }),
  isIn: ([values]) => valuesOf(values as readonly unknown[]),
  isEnum: ([entity]) => valuesOf(enumValues(entity as object)),
};

/** Keywords of the list itself, not of its items. */
const LIST_KEYWORDS: Readonly<Record<string, (constraints: readonly unknown[]) => Json>> = {
  isArray: () => ({ type: 'array' }),
  arrayNotEmpty: () => ({ minItems: 1 }),
  arrayMinSize: ([minItems]) => ({ minItems }),
  arrayMaxSize: ([maxItems]) => ({ maxItems }),
  arrayUnique: () => ({ uniqueItems: true }),
};

/**
 * The JSON Schema of a class, read off the class-validator decorators that check it. Unknown fields are allowed: the contract grows.
 * @throws {TypeError} for a validator without a published form, and for a field that no validator gives a type
 */
export function objectSchema(type: Class): { required: string[]; properties: Record<string, Json> } {
  const entries = getMetadataStorage().getTargetValidationMetadatas(type, '', true, false);
  const names = [...new Set(entries.map(({ propertyName }) => propertyName))];
  const isOptional = (name: string): boolean =>
    entries.some((entry) => entry.propertyName === name && entry.type === 'conditionalValidation');
  const fieldOf = (name: string): Json => {
    const own = entries.filter(({ propertyName }) => propertyName === name);
    const field = fieldSchema(type, name, own);
    return isOptional(name) ? orNull(field) : field;
  };
  return {
    required: names.filter((name) => !isOptional(name)),
    properties: Object.fromEntries(names.map((name) => [name, fieldOf(name)])),
  };
}

function fieldSchema(type: Class, name: string, entries: readonly ValidationMetadata[]): Json {
  const field: Json = {};
  const items: Json = {};
  for (const entry of entries) Object.assign(entry.each ? items : field, keywordsOf(type, entry));
  if (Object.keys(items).length > 0) Object.assign(field, { type: 'array', items });
  if (entries.some(({ context }) => isAlwaysOurs(context))) field['description'] = ALWAYS_OURS_TEXT;
  if (!('type' in field)) throw new TypeError(`${type.name}.${name} has no validator that names its type`);
  return field;
}

function keywordsOf(type: Class, entry: ValidationMetadata): Json {
  const { propertyName, name = entry.type } = entry;
  if (entry.type === 'conditionalValidation') return {};
  if (entry.type === 'nestedValidation') return nested(type, propertyName);
  const keywords = KEYWORDS[name] ?? (entry.each ? undefined : LIST_KEYWORDS[name]);
  if (!keywords) throw new TypeError(`${type.name}.${propertyName}: the validator ${name} has no published form yet`);
  return keywords(entry.constraints as readonly unknown[]);
}

/** The class of a nested object is the declared type of the member; of a list the decorators do not know it. */
function nested(type: Class, name: string): Json {
  const declared = Reflect.getMetadata('design:type', type.prototype as object, name) as Class;
  if (declared === Array || declared === Object) {
    throw new TypeError(`${type.name}.${name}: the class of its items is not known to the decorators`);
  }
  return { type: 'object', ...objectSchema(declared), additionalProperties: true };
}

function orNull(field: Json): Json {
  const values = field['enum'] as unknown[] | undefined;
  return { ...field, type: [field['type'], 'null'], ...(values && { enum: [...values, null] }) };
}

function valuesOf(values: readonly unknown[]): Json {
  const types = [...new Set(values.map((value) => typeof value))];
  if (types.length !== 1) throw new TypeError(`values of one type are needed, not ${types.join(' and ')}`);
  return { type: types[0], enum: [...values] };
}

/** TypeScript's numeric enums name their members in both directions. */
function enumValues(entity: object): unknown[] {
  return Object.entries(entity)
    .filter(([name]) => !/^\d+$/.test(name))
    .map(([, value]) => value as unknown);
}

/** JSON Schema's patterns have no flags. */
function patternOf(pattern: unknown): string {
  if (typeof pattern === 'string') return pattern;
  const { source, flags } = pattern as RegExp;
  if (flags.replace('u', '') !== '') throw new TypeError(`the flags of /${source}/${flags} have no published form`);
  return source;
}

/** Whether a validator's context says that the services of this repository always publish the field. */
export const isAlwaysOurs = (context: unknown): boolean => context === ALWAYS_OURS.context;

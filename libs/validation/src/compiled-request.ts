import { compileRules } from './compile-rules.js';
import { TransformationType, type TransformFnParams } from 'class-transformer';
import { defaultMetadataStorage } from 'class-transformer/cjs/storage.js';

type Transforms = ((parameters: TransformFnParams) => unknown)[];

/** Makes the request of a plain object, or `undefined` where it has a fault or is more than plain. */
export type CompiledRequest = (plain: unknown) => object | undefined;

/**
 * Reads the decorators of a request's class once, instead of at every request.
 * @returns a function that returns the validated request, or `undefined` for one with a fault: class-transformer and class-validator
 * handle it then, because they name the faults. `undefined` for a class whose rules are not checks of plain members.
 */
export function compileRequest(type: new () => object): CompiledRequest | undefined {
  const rules = compileRules(type);
  if (!rules || defaultMetadataStorage.getStrategy(type) !== 'none') return undefined;
  if (rules.members.some((name) => defaultMetadataStorage.findTypeMetadata(type, name))) return undefined;
  const members = new Map(rules.members.map((name) => [name, transformsOf(type, name)]));
  return (plain) => {
    const request = take(type, members, plain);
    return request && rules.hold(request) ? request : undefined;
  };
}

/** Moves the members into an instance of the class, as their transformations say. */
function take(type: new () => object, members: ReadonlyMap<string, Transforms>, plain: unknown): object | undefined {
  if (typeof plain !== 'object' || plain === null || Array.isArray(plain)) return undefined;
  const request = new type() as Record<string, unknown>;
  for (const [key, original] of Object.entries(plain)) {
    const transforms = members.get(key);
    if (!transforms || (typeof original === 'object' && original !== null)) return undefined;
    let value: unknown = original;
    for (const transform of transforms) {
      value = transform({ value, key, obj: plain, type: TransformationType.PLAIN_TO_CLASS, options: {} });
    }
    request[key] = value;
  }
  return request;
}

function transformsOf(type: new () => object, name: string): Transforms {
  return defaultMetadataStorage
    .findTransformMetadatas(type, name, TransformationType.PLAIN_TO_CLASS)
    .map(({ transformFn }) => transformFn);
}

import { ValidationPipe, type ArgumentMetadata } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { ValidateIf, type ValidationError } from 'class-validator';
import { compileRequest, type CompiledRequest } from './compiled-request.js';
import { DomainError } from './domain-error.js';
import { presentFields } from './present-fields.js';

/** Takes good requests by rules that were read once; the others go the whole way, which finds and names every fault. */
class CompiledValidationPipe extends ValidationPipe {
  private readonly compiled = new Map<unknown, CompiledRequest | undefined>();

  override async transform(given: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    const { type, metatype } = metadata;
    const value = type === 'body' && metatype ? presentFields(metatype, given) : given;
    return this.compiledFor(metadata)?.(value) ?? ((await super.transform(value, metadata)) as unknown);
  }

  private compiledFor({ type, metatype }: ArgumentMetadata): CompiledRequest | undefined {
    if (!metatype || (type !== 'body' && type !== 'query')) return undefined;
    if (!this.compiled.has(metatype)) this.compiled.set(metatype, compileRequest(metatype));
    return this.compiled.get(metatype);
  }
}

/**
 * Checks bodies and queries against their class; what the class does not name is refused by name, unless the class ignores it. In a
 * body null means absent.
 */
export function requestValidation(): ValidationPipe {
  return new CompiledValidationPipe({
    whitelist: true,
    forbidNonWhitelisted: true,
    transform: true,
    validationError: { target: false, value: false },
    exceptionFactory: (errors) => {
      const faults = flatten(errors);
      const detail = faults.map((fault) => fault.reason).join('; ');
      return new DomainError('request.invalid', 400, detail, { members: { errors: faults } });
    },
  });
}

/** Accepts a number or its decimal text, as older clients send it; anything else is left for the validator to refuse. */
export function AcceptNumber(): PropertyDecorator {
  return Transform(({ value }: { value: unknown }) =>
    typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value.trim()) ? Number(value) : value,
  );
}

/**
 * The member may be absent. In a body null means absent and does not reach the checks; elsewhere it is refused, unlike with
 * class-validator's `IsOptional`, as the columns behind it do not take it.
 */
export function MayBeAbsent(): PropertyDecorator {
  return ValidateIf((_request, value) => value !== undefined);
}

/** Accepts a text or a number that stands for one. */
export function AcceptText(): PropertyDecorator {
  return Transform(({ value }: { value: unknown }) => (typeof value === 'number' ? String(value) : value));
}

function flatten(errors: ValidationError[], prefix = ''): { field: string; reason: string }[] {
  return errors.flatMap((error) => {
    const field = `${prefix}${error.property}`;
    const own = Object.values(error.constraints ?? {}).map((reason) => ({ field, reason }));
    return [...own, ...flatten(error.children ?? [], `${field}.`)];
  });
}

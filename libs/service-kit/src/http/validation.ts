import { applyDecorators, HttpException, Logger, ValidationPipe, type ArgumentMetadata } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsInt, IsOptional, Max, Min, ValidateBy, ValidateIf, type ValidationError } from 'class-validator';
import { compileRequest, type CompiledRequest } from '@carshare/validation';
import { DomainError } from '../errors/domain-error.js';
import { presentFields } from './present-fields.js';

/** Takes good requests by rules that were read once; the others go the whole way, which finds and names every fault. */
class CompiledValidationPipe extends ValidationPipe {
  private readonly logger = new Logger('RequestValidation');
  private readonly compiled = new Map<unknown, CompiledRequest | undefined>();

  override async transform(given: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    const { type, metatype } = metadata;
    // What a decorator of our own reads from the request is checked there.
    if (type === 'custom') return given;
    const value = type === 'body' && metatype ? presentFields(metatype, given) : given;
    try {
      return this.compiledFor(metadata)?.(value) ?? ((await super.transform(value, metadata)) as unknown);
    } catch (error) {
      if (error instanceof DomainError || error instanceof HttpException) throw error;
      // Some validators throw on a value that they do not foresee. The value is at fault, not the service.
      this.logger.warn(`a validator failed, so the request is refused: ${String(error)}`);
      throw new DomainError(
        'request.invalid',
        400,
        'A value of the request is of a kind that is not expected. Compare it with the API at /docs.',
      );
    }
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
  return Transform(({ value }: { value: unknown }) => {
    const number = typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value.trim()) ? Number(value) : value;
    // Negative zero equals zero, and is none to some database drivers.
    return number === 0 ? 0 : number;
  });
}

/** The largest whole number of an integer column, in every database. */
const MAX_INTEGER = 2_147_483_647;

/**
 * A whole number, or its decimal text as older clients send it.
 * @param least the lower bound, included
 * @param most the upper bound, included; by default what an integer column takes
 */
export function IsWholeNumber(least: number, most = MAX_INTEGER): PropertyDecorator {
  // In this order, a value that breaks several rules gets its faults in the order: bounds, then kind.
  return applyDecorators(Max(most), Min(least), IsInt(), AcceptNumber());
}

/**
 * The number has at most so many decimal places. class-validator's own check reads the digits from the number's text and throws for
 * one in exponent notation, such as 1e-7.
 * @param places from 0 to 6
 */
export function MaxDecimalPlaces(places: number): PropertyDecorator {
  return ValidateBy(
    { name: 'maxDecimalPlaces', validator: { validate: (value) => hasDecimalPlaces(value, places) } },
    { message: `$property must be a number with at most ${places} decimal places` },
  );
}

/** Whether the number is the one nearest to a decimal of that many places. */
function hasDecimalPlaces(value: unknown, places: number): boolean {
  return typeof value === 'number' && Number.isFinite(value) && Number(value.toFixed(places)) === value;
}

/**
 * The member may be absent. In a body null means absent and does not reach the checks; elsewhere it is refused, unlike with
 * class-validator's `IsOptional`, as the columns behind it do not take it.
 */
export function MayBeAbsent(): PropertyDecorator {
  return ValidateIf((_request, value) => value !== undefined);
}

/**
 * The member is accepted from older clients and dropped: it is no part of the request, and so no part of its fingerprint. Every other
 * member of a request with an Idempotency-Key is.
 */
export function Ignored(): PropertyDecorator {
  return applyDecorators(
    ApiPropertyOptional({ type: 'string', description: 'Ignored.' }),
    IsOptional(),
    Transform(() => undefined),
  );
}

/** Accepts a text or an integer that stands for one. */
export function AcceptText(): PropertyDecorator {
  return Transform(({ value }: { value: unknown }) => (Number.isSafeInteger(value) ? String(value) : value));
}

function flatten(errors: ValidationError[], prefix = ''): { field: string; reason: string }[] {
  return errors.flatMap((error) => {
    const field = `${prefix}${error.property}`;
    const own = Object.values(error.constraints ?? {}).map((reason) => ({ field, reason }));
    return [...own, ...flatten(error.children ?? [], `${field}.`)];
  });
}

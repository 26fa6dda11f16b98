import { applyDecorators, type Type } from '@nestjs/common';
import { ApiExtraModels, ApiHeader, ApiOperation, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import { PageView } from './hal.js';

type Documented = ClassDecorator & MethodDecorator & PropertyDecorator;

const LOCATION = {
  Location: { description: 'The path of what was made.', required: true, schema: { type: 'string' as const } },
};

/** Documents an operation that answers one resource or view. @param summary a sentence without its full stop */
export function ApiAnswers(summary: string, type: Type, status = 200): Documented {
  return applyDecorators(ApiOperation({ summary }), ApiResponse({ status, type, description: 'The answer.' }));
}

/** Marks an operation as deprecated: a name of the version before. Stands below the decorator that describes it. */
export function ApiDeprecated(): Documented {
  return applyDecorators(ApiOperation({ deprecated: true }, { overrideExisting: false }));
}

/** Documents an operation that creates a resource and returns its address. */
export function ApiCreates(summary: string, type: Type): Documented {
  return applyDecorators(
    ApiOperation({ summary }),
    ApiResponse({ status: 201, type, description: 'Created.', headers: LOCATION }),
  );
}

/** Documents a list in pages. @param name the member of `_embedded` that holds the rows */
export function ApiLists(summary: string, name: string, type: Type): Documented {
  const rows = { type: 'array' as const, items: { $ref: getSchemaPath(type) } };
  const _embedded = { type: 'object' as const, required: [name], properties: { [name]: rows } };
  return applyDecorators(
    ApiOperation({ summary }),
    ApiExtraModels(PageView, type),
    ApiResponse({
      status: 200,
      description: 'One page of the list.',
      schema: {
        allOf: [
          { $ref: getSchemaPath(PageView) },
          { type: 'object', required: ['_embedded'], properties: { _embedded } },
        ],
      },
    }),
  );
}

/** Documents a refusal beyond those that every operation has. @param codes the stable codes it comes with */
export function ApiProblem(status: number, ...codes: string[]): Documented {
  return applyDecorators(ApiResponse({ status, description: `Refused: ${codes.join(', ')}.` }));
}

/**
 * Documents the `Idempotency-Key` of an operation, and the refusal of one that was used for another request.
 * @param absent what an absent key means, as a sentence
 */
export function ApiIdempotencyKey(absent = ''): Documented {
  return applyDecorators(
    ApiHeader({
      name: 'Idempotency-Key',
      required: false,
      description:
        `The same key and body get the same answer, however often they are sent; a new request needs a new key. ${absent}`.trim(),
      schema: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[\\x21-\\x7e]+$', example: 'a-new-key-1' },
    }),
    ApiProblem(422, 'idempotency.reused'),
  );
}

/** Documents the `If-Match` of an operation, and the refusal of a stale one. */
export function ApiIfMatch(...codes: string[]): Documented {
  return applyDecorators(
    ApiHeader({
      name: 'If-Match',
      required: false,
      description: 'The ETag of the state that the change is meant for, or * for any; another state is refused.',
      example: '*',
      schema: { type: 'string' },
    }),
    ApiProblem(412, ...codes),
  );
}

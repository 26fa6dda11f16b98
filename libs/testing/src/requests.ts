import { DomainError, requestValidation } from '@carshare/service-kit';

const pipe = requestValidation();

type RequestClass<T> = new () => T;

/** Validates a body or query as the services do. @throws {DomainError} 400 naming the faults */
export async function requestOf<T extends object>(
  request: RequestClass<T>,
  given: unknown,
  type: 'body' | 'query' = 'body',
): Promise<T> {
  return (await pipe.transform(given, { type, metatype: request })) as T;
}

/**
 * Validates a body or query as the services do.
 * @returns the fields that are rejected, each once
 */
export async function requestFaults(
  request: RequestClass<object>,
  given: unknown,
  type: 'body' | 'query' = 'body',
): Promise<string[]> {
  try {
    await requestOf(request, given, type);
    return [];
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const { errors } = error.details.members as { errors: { field: string }[] };
    return [...new Set(errors.map(({ field }) => field))];
  }
}

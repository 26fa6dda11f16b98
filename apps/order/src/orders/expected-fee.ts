import { DomainError } from '@carshare/service-kit';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

/** The `expectedFee` of a cancellation's query, in major units; `undefined` without it. */
export const ExpectedFee = createParamDecorator((_: unknown, context: ExecutionContext): number | undefined =>
  readExpectedFee(context.switchToHttp().getRequest<FastifyRequest>().query as Record<string, unknown>),
);

/** @throws {DomainError} 400 */
export function readExpectedFee({ expectedFee }: Record<string, unknown>): number | undefined {
  if (expectedFee === undefined) return undefined;
  if (typeof expectedFee !== 'string' || !/^\d{1,9}(\.\d{1,2})?$/.test(expectedFee)) {
    throw new DomainError(
      'request.invalid',
      400,
      'expectedFee must be an amount with at most 2 decimals, such as 24.5.',
    );
  }
  return Number(expectedFee);
}

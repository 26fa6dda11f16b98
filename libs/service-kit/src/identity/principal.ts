import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Role } from './public.decorator.js';

/** How long a token stays valid past its expiry, in seconds, because the clocks of two machines differ. */
export const CLOCK_TOLERANCE_S = 5;

/** The caller of a request. */
export class Principal {
  constructor(
    /** The token's subject. */
    readonly customerId: string,
    private readonly roles: ReadonlySet<string>,
    /** When the token expires, in seconds since 1970; `undefined` without a token. */
    readonly expiresAt?: number,
    /** The e-mail address of the token, where its issuer has verified it. Personal data: it is not logged. */
    readonly email?: string,
  ) {}

  has(role: Role): boolean {
    return this.roles.has(role);
  }

  /** Whether what belongs to the customer may be seen and touched. */
  mayActFor(customerId: string): boolean {
    return this.has('operator') || this.customerId === customerId;
  }

  /**
   * Whether the caller acts as an operator: on what belongs to another customer.
   * @param customerId null when the customer is not known
   */
  isOperatorFor(customerId: string | null): boolean {
    return this.has('operator') && this.customerId !== customerId;
  }

  /** The customer whose rows a list is narrowed to; `undefined` for those who see all. */
  get scope(): string | undefined {
    return this.has('operator') || this.has('service') ? undefined : this.customerId;
  }

  /** The condition that narrows a query to what the caller may see; empty for those who see all. */
  get visible(): { customerId?: string } {
    return this.scope === undefined ? {} : { customerId: this.scope };
  }
}

/** Everybody on this machine, while identity is off. */
export const LOCAL_PRINCIPAL = new Principal('guest', new Set<Role>(['operator', 'service']));

declare module 'fastify' {
  interface FastifyRequest {
    principal?: Principal;
  }
}

/** The request's {@link Principal}. */
export const Caller = createParamDecorator((_: unknown, context: ExecutionContext): Principal => {
  const { principal } = context.switchToHttp().getRequest<FastifyRequest>();
  if (!principal) throw new Error('the route is public: it has no caller');
  return principal;
});

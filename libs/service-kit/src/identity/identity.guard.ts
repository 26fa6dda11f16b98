import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { DomainError } from '../errors/domain-error.js';
import { LOCAL_PRINCIPAL } from './principal.js';
import { IS_PUBLIC, ROLES, type Role } from './public.decorator.js';
import { TokenVerifier } from './token-verifier.js';

/** Lets a request in with a verified token only; without configured identity everybody on this machine is let in. */
@Injectable()
export class IdentityGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly verifier: TokenVerifier,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const targets = [context.getHandler(), context.getClass()];
    if (this.reflector.getAllAndOverride<boolean | undefined>(IS_PUBLIC, targets)) return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const principal = this.verifier.isOn ? await this.verifier.verify(request.headers.authorization) : LOCAL_PRINCIPAL;
    request.principal = principal;
    const roles = this.reflector.getAllAndOverride<Role[] | undefined>(ROLES, targets);
    if (roles && !roles.some((role) => principal.has(role))) {
      throw new DomainError('identity.forbidden', 403, `This needs the role ${roles.join(' or ')}.`);
    }
    return true;
  }
}

import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';

type Marked = ClassDecorator & MethodDecorator;

/** Metadata key of {@link Public}. */
export const IS_PUBLIC = 'carshare:public';
/** Metadata key of {@link Roles}. */
export const ROLES = 'carshare:roles';

/** Serves the route without a token. */
export const Public = (): Marked => applyDecorators(SetMetadata(IS_PUBLIC, true), ApiExtension('x-public', true));

/** Serves the route only to a bearer of one of the roles. */
export const Roles = (...roles: Role[]): Marked =>
  applyDecorators(SetMetadata(ROLES, roles), ApiExtension('x-roles', roles));

/** `operator` may read and change everything; `service` is another service of the shop. */
export type Role = 'operator' | 'service';

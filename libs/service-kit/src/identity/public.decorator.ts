import { SetMetadata, type CustomDecorator } from '@nestjs/common';

export const IS_PUBLIC = 'carshare:public';
export const ROLES = 'carshare:roles';

/** Serves the route without a token. */
export const Public = (): CustomDecorator => SetMetadata(IS_PUBLIC, true);

/** Serves the route only to a bearer of one of the roles. */
export const Roles = (...roles: Role[]): CustomDecorator => SetMetadata(ROLES, roles);

/** `operator` sees and mends everything; `service` is another service of the shop. */
export type Role = 'operator' | 'service';

import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { IdentityGuard } from './identity.guard.js';
import { TokenVerifier } from './token-verifier.js';

@Module({ providers: [TokenVerifier, { provide: APP_GUARD, useClass: IdentityGuard }] })
export class IdentityModule {}

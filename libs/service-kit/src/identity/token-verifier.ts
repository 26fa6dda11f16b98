import {
  createLocalJWKSet,
  createRemoteJWKSet,
  errors,
  jwtVerify,
  type JSONWebKeySet,
  type JWTPayload,
  type JWTVerifyGetKey,
} from 'jose';
import { Injectable } from '@nestjs/common';
import { ServiceConfig } from '../config/index.js';
import { DomainError } from '../http/domain-error.js';
import { Principal } from './principal.js';

/** Asymmetric only: a service that verifies must not be able to sign (OWASP ASVS 5.0, 9.1.2). */
const ALGORITHMS = ['RS256', 'ES256', 'EdDSA'];

/** Verifies bearer tokens (RFC 6750, RFC 7519): algorithm, signature, issuer, audience and expiry. */
@Injectable()
export class TokenVerifier {
  private readonly keys: JWTVerifyGetKey | undefined;

  constructor(private readonly config: ServiceConfig) {
    if (!config.identityOn) return;
    this.keys = config.JWT_JWKS_URL
      ? createRemoteJWKSet(new URL(config.JWT_JWKS_URL))
      : createLocalJWKSet(JSON.parse(config.JWT_JWKS ?? '{"keys":[]}') as JSONWebKeySet);
  }

  get isOn(): boolean {
    return this.keys !== undefined;
  }

  /** @throws {DomainError} 401 when the token is absent or not valid, 503 when the key set cannot be fetched */
  async verify(authorization: string | undefined): Promise<Principal> {
    const token = /^Bearer (\S+)$/i.exec(authorization ?? '')?.[1];
    if (!token || !this.keys) {
      throw new DomainError('identity.missing', 401, 'Present a token: Authorization: Bearer …');
    }
    try {
      const { payload } = await jwtVerify(token, this.keys, {
        algorithms: ALGORITHMS,
        issuer: this.config.JWT_ISSUER ?? [],
        audience: this.config.JWT_AUDIENCE ?? [],
        requiredClaims: ['sub', 'exp'],
        clockTolerance: 5,
      });
      const roles = Array.isArray(payload['roles']) ? payload['roles'].filter((role) => typeof role === 'string') : [];
      return new Principal(nameOf(payload), new Set(roles));
    } catch (error) {
      if (this.config.JWT_JWKS_URL !== undefined && isKeySetAway(error)) {
        throw new DomainError('identity.unavailable', 503, 'The identity provider does not answer.', { retryAfter: 2 });
      }
      const reason = error instanceof errors.JWTExpired ? 'The token has expired.' : 'The token is not valid here.';
      throw new DomainError('identity.invalid', 401, reason);
    }
  }
}

/** A subject has 1 to 255 characters (OpenID Connect Core 1.0, 2), which is also what the columns take. */
function nameOf({ sub }: JWTPayload): string {
  if (typeof sub !== 'string' || sub === '' || sub.length > 255) throw new errors.JWTInvalid('sub is no name');
  return sub;
}

/** Whether the fault is the key set's address and not the token: no answer, or another one than a key set. */
function isKeySetAway(error: unknown): boolean {
  if (!(error instanceof errors.JOSEError)) return true;
  return (
    error instanceof errors.JWKSTimeout || error instanceof errors.JWKSInvalid || error.code === 'ERR_JOSE_GENERIC'
  );
}

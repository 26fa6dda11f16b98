import {
  createLocalJWKSet,
  errors,
  jwtVerify,
  type CryptoKey,
  type JSONWebKeySet,
  type JWTPayload,
  type JWTVerifyGetKey,
  type JWTVerifyOptions,
} from 'jose';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { ServiceConfig } from '../config/service.config.js';
import { DomainError } from '../errors/domain-error.js';
import { Metrics } from '../telemetry/metrics.js';
import { CLOCK_TOLERANCE_S, Principal } from './principal.js';
import { KeySetUnavailable, RemoteKeySet } from './remote-key-set.js';

/** Asymmetric only: a service that verifies must not be able to sign (OWASP ASVS 5.0, 9.1.2). */
const ALGORITHMS = ['RS256', 'ES256', 'EdDSA'];

/** Verifies bearer tokens (RFC 6750, RFC 7519): algorithm, signature, issuer, audience and expiry. */
@Injectable()
export class TokenVerifier implements OnApplicationShutdown {
  private readonly remote: RemoteKeySet | undefined;
  private readonly options: JWTVerifyOptions;
  /** The text of the inline key set and its keys: the file behind it may change. */
  private inline: { text: string; getKey: JWTVerifyGetKey } | undefined;

  constructor(
    private readonly config: ServiceConfig,
    metrics: Metrics,
  ) {
    if (config.JWT_JWKS_URL !== undefined) this.remote = new RemoteKeySet(new URL(config.JWT_JWKS_URL), metrics);
    this.options = {
      algorithms: ALGORITHMS,
      issuer: config.JWT_ISSUER ?? [],
      audience: config.JWT_AUDIENCE ?? [],
      requiredClaims: ['sub', 'exp'],
      clockTolerance: CLOCK_TOLERANCE_S,
    };
  }

  get isOn(): boolean {
    return this.config.identityOn;
  }

  /** @throws {DomainError} 401 when the token is absent or not valid, 503 when the key set cannot be fetched */
  async verify(authorization: string | undefined): Promise<Principal> {
    const token = /^Bearer (\S+)$/i.exec(authorization ?? '')?.[1];
    if (!token) throw new DomainError('identity.missing', 401, 'Present a token: Authorization: Bearer …');
    try {
      const payload = await this.payloadOf(token);
      const roles = Array.isArray(payload['roles']) ? payload['roles'].filter((role) => typeof role === 'string') : [];
      return new Principal(nameOf(payload), new Set(roles), payload.exp, emailOf(payload));
    } catch (error) {
      if (error instanceof KeySetUnavailable) {
        throw new DomainError(
          'identity.unavailable',
          503,
          'The identity provider does not answer. Try again a little later.',
          { retryAfter: 2 },
        );
      }
      const reason = error instanceof errors.JWTExpired ? 'The token has expired.' : 'The token is not valid here.';
      throw new DomainError('identity.invalid', 401, reason);
    }
  }

  onApplicationShutdown(): void {
    this.remote?.close();
  }

  private async payloadOf(token: string): Promise<JWTPayload> {
    try {
      return (await jwtVerify(token, this.getKey, this.options)).payload;
    } catch (error) {
      if (error instanceof errors.JWKSMultipleMatchingKeys) return this.payloadByAny(token, error);
      throw error;
    }
  }

  /** A token without `kid` does not say which of several keys signed it, so each one is tried (RFC 7515, 6). */
  private async payloadByAny(token: string, keys: AsyncIterable<CryptoKey>): Promise<JWTPayload> {
    for await (const key of keys) {
      try {
        return (await jwtVerify(token, key, this.options)).payload;
      } catch (error) {
        if (!(error instanceof errors.JWSSignatureVerificationFailed)) throw error;
      }
    }
    throw new errors.JWSSignatureVerificationFailed();
  }

  private get getKey(): JWTVerifyGetKey {
    if (this.remote) return this.remote.getKey;
    const text = this.config.JWT_JWKS ?? '{"keys":[]}';
    if (this.inline?.text !== text) {
      this.inline = { text, getKey: createLocalJWKSet(JSON.parse(text) as JSONWebKeySet) };
    }
    return this.inline.getKey;
  }
}

/** The address counts only when the issuer has verified it (OpenID Connect Core 1.0, 5.1). */
function emailOf({ email, email_verified: isVerified }: JWTPayload): string | undefined {
  return isVerified === true && typeof email === 'string' ? email : undefined;
}

/** A subject has 1 to 255 characters (OpenID Connect Core 1.0, 2), which is also what the columns take. */
function nameOf({ sub }: JWTPayload): string {
  if (typeof sub !== 'string' || sub === '' || sub.length > 255) {
    throw new errors.JWTInvalid('sub must have 1 to 255 characters');
  }
  return sub;
}

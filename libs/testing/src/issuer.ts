import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK } from 'jose';

const ISSUER = 'https://id.example';
const AUDIENCE = 'carshare';

/** The claims of a token; the defaults make a token that the services accept. */
export interface Claims {
  sub?: string | undefined;
  roles?: string[];
  email?: string;
  email_verified?: unknown;
  issuer?: string;
  audience?: string;
  /** Seconds from now; negative for a token that has expired. */
  expiresIn?: number | null;
}

/** An identity provider: signs valid tokens and makes the known forgeries. */
export class Issuer {
  private constructor(
    private readonly key: CryptoKey,
    private readonly publicKey: JWK,
  ) {}

  static async create(): Promise<Issuer> {
    const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
    return new Issuer(privateKey, { ...(await exportJWK(publicKey)), kid: 'first', alg: 'ES256', use: 'sig' });
  }

  /** The environment of a service that trusts this issuer. */
  get environment(): Record<string, string> {
    return {
      JWT_JWKS: JSON.stringify({ keys: [this.publicKey] }),
      JWT_ISSUER: ISSUER,
      JWT_AUDIENCE: AUDIENCE,
    };
  }

  token(claims: Claims): Promise<string> {
    return this.claims(claims).setProtectedHeader({ alg: 'ES256', kid: 'first' }).sign(this.key);
  }

  /** The `Authorization` header of a user with these roles. */
  async bearer(sub: string, ...roles: string[]): Promise<Record<string, string>> {
    return { authorization: `Bearer ${await this.token({ sub, roles })}` };
  }

  /** Unsigned claims (RFC 7519, 6). */
  unsigned(claims: Claims): string {
    return `${encode({ alg: 'none' })}.${encode(payload(claims))}.`;
  }

  /** A token signed with the public key as a shared secret (RFC 8725, 2.1). */
  confused(claims: Claims): Promise<string> {
    const secret = new TextEncoder().encode(JSON.stringify(this.publicKey).padEnd(32, ' '));
    return this.claims(claims).setProtectedHeader({ alg: 'HS256', kid: 'first' }).sign(secret);
  }

  private claims(claims: Claims): SignJWT {
    return new SignJWT(payload(claims));
  }
}

function payload({
  sub,
  roles,
  issuer = ISSUER,
  audience = AUDIENCE,
  expiresIn = 300,
  ...others
}: Claims): Record<string, unknown> {
  const now = Math.floor(Date.now() / 1000);
  return {
    ...others,
    iss: issuer,
    aud: audience,
    iat: now,
    ...(expiresIn === null ? {} : { exp: now + expiresIn }),
    ...(sub === undefined ? {} : { sub }),
    ...(roles ? { roles } : {}),
  };
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}

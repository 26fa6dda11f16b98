import {
  exportJWK,
  generateKeyPair,
  importJWK,
  SignJWT,
  UnsecuredJWT,
  type CryptoKey,
  type JWK,
  type JWTPayload,
} from 'jose';

const ISSUER = 'https://identity.carshare.test';
const AUDIENCE = 'carshare';

interface Claims {
  sub: string;
  roles?: string[];
  issuer?: string;
  audience?: string;
  /** Seconds from now. */
  expiresIn?: number;
}

/** An identity provider of the test: it signs tokens, and the services get its public key. */
export class Issuer {
  private constructor(
    private readonly key: CryptoKey,
    private readonly publicKey: JWK,
  ) {}

  static async create(): Promise<Issuer> {
    const { privateKey, publicKey } = await generateKeyPair('ES256');
    return new Issuer(privateKey, { ...(await exportJWK(publicKey)), kid: 'test', alg: 'ES256', use: 'sig' });
  }

  /** A provider with a given private key, such as a cluster's. */
  static async of(privateKey: JWK): Promise<Issuer> {
    const { d: _private, ...publicKey } = privateKey;
    return new Issuer((await importJWK(privateKey, 'ES256')) as CryptoKey, publicKey);
  }

  private get kid(): string {
    return this.publicKey.kid ?? '';
  }

  /** The environment that turns identity on for a shop. */
  async environment(): Promise<Record<string, string>> {
    return {
      JWT_JWKS: JSON.stringify({ keys: [this.publicKey] }),
      JWT_ISSUER: ISSUER,
      JWT_AUDIENCE: AUDIENCE,
      JWT_SERVICE_TOKEN: await this.token({ sub: 'shop', roles: ['service'], expiresIn: 86_400 }),
    };
  }

  token(claims: Claims): Promise<string> {
    return build(new SignJWT(payload(claims)).setProtectedHeader({ alg: 'ES256', kid: this.kid }), claims).sign(
      this.key,
    );
  }

  /** Signed with the public key as a shared secret. */
  confusedToken(claims: Claims): Promise<string> {
    const secret = new TextEncoder().encode(JSON.stringify(this.publicKey));
    return build(new SignJWT(payload(claims)).setProtectedHeader({ alg: 'HS256', kid: this.kid }), claims).sign(secret);
  }

  unsignedToken(claims: Claims): string {
    return build(new UnsecuredJWT(payload(claims)), claims).encode();
  }
}

function payload({ roles }: Claims): JWTPayload {
  return roles ? { roles } : {};
}

function build<T extends SignJWT | UnsecuredJWT>(
  token: T,
  { sub, issuer = ISSUER, audience = AUDIENCE, expiresIn = 300 }: Claims,
): T {
  const now = Math.floor(Date.now() / 1000);
  token
    .setSubject(sub)
    .setIssuer(issuer)
    .setAudience(audience)
    .setIssuedAt(now)
    .setExpirationTime(now + expiresIn);
  return token;
}

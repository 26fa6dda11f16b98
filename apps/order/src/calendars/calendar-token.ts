import { hash, randomBytes } from 'node:crypto';

/** 192 random bits: no token can be guessed. */
export function newToken(): string {
  return randomBytes(24).toString('hex');
}

/** What is stored of a token. A random token needs no salt and no slow hash. */
export function hashOf(token: string): string {
  return hash('sha256', token, 'hex');
}

import { Logger } from '@nestjs/common';
import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';
import type { Metrics } from '../telemetry/metrics.js';

/** How old the known keys become before they are fetched again, in milliseconds. */
const REFRESH_MS = 5 * 60_000;
/** A token of an unknown key has the set fetched again, at most once in this time, in milliseconds. */
const COOLDOWN_MS = 30_000;
const FETCH_TIMEOUT_MS = 5_000;

/** No keys are known, or a token's key is unknown, and the key set cannot be fetched. */
export class KeySetUnavailable extends Error {
  override readonly name = 'KeySetUnavailable';
}

/** Times of a {@link RemoteKeySet}, in milliseconds. */
export interface RemoteKeySetTimes {
  refreshMs?: number;
  cooldownMs?: number;
}

/**
 * A JSON Web Key Set at a URL (RFC 7517). It is fetched when first needed, then at an interval and for a token of an unknown key.
 * When a fetch fails, the known keys stay in use, however long the provider does not answer.
 */
export class RemoteKeySet {
  private readonly logger = new Logger(RemoteKeySet.name);
  private readonly failures;
  private readonly cooldownMs: number;
  private readonly timer: NodeJS.Timeout;
  private known: JWTVerifyGetKey | undefined;
  private fetchedAt = -Infinity;
  /** The result of the last fetch, or the one that runs. */
  private last: Promise<boolean> = Promise.resolve(true);
  private lastAt = -Infinity;
  private isFetching = false;

  constructor(
    private readonly url: URL,
    metrics: Metrics,
    { refreshMs = REFRESH_MS, cooldownMs = COOLDOWN_MS }: RemoteKeySetTimes = {},
  ) {
    this.cooldownMs = cooldownMs;
    this.failures = metrics.counter('identity_key_set_failures_total', 'Fetches of the key set that failed.');
    metrics.gauge(
      'identity_key_set_age_seconds',
      'Time since the key set was fetched; NaN before the first time.',
      () => (this.known ? (Date.now() - this.fetchedAt) / 1000 : NaN),
    );
    this.timer = setInterval(() => void (this.known && this.fetch()), refreshMs).unref();
  }

  /**
   * Finds the key of a token.
   * @throws {KeySetUnavailable} when the key may exist and the set cannot be fetched
   * @throws {errors.JWKSNoMatchingKey} when the set has no such key
   */
  readonly getKey: JWTVerifyGetKey = async (header, token) => {
    if (!this.known) await this.fetch();
    if (!this.known) throw new KeySetUnavailable('the key set cannot be fetched');
    try {
      return await this.known(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
    }
    if (Date.now() - this.lastAt > this.cooldownMs) void this.fetch();
    if (!(await this.last)) throw new KeySetUnavailable('the key is not known, and the key set cannot be fetched');
    return this.known(header, token);
  };

  close(): void {
    clearInterval(this.timer);
  }

  /** @returns whether the set was fetched; callers at the same time share one fetch */
  private fetch(): Promise<boolean> {
    if (this.isFetching) return this.last;
    this.isFetching = true;
    this.lastAt = Date.now();
    this.last = this.load().then(
      () => true,
      (error: unknown) => {
        this.failures.inc();
        const next = this.known ? 'The known keys stay in use' : 'Requests with a token are answered with 503';
        this.logger.warn(`the key set of JWT_JWKS_URL cannot be fetched: ${String(error)}. ${next}.`);
        return false;
      },
    );
    return this.last.finally(() => (this.isFetching = false));
  }

  private async load(): Promise<void> {
    const signal = AbortSignal.timeout(FETCH_TIMEOUT_MS);
    const headers = { accept: 'application/json, application/jwk-set+json' };
    const response = await fetch(this.url, { headers, signal, redirect: 'manual' });
    if (response.status !== 200) throw new Error(`it is answered with status ${response.status}`);
    this.known = createLocalJWKSet((await response.json()) as JSONWebKeySet);
    this.fetchedAt = Date.now();
  }
}

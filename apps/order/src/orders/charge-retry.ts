import { setTimeout as sleep } from 'node:timers/promises';

/** Attempts while payment answers that it is unavailable: one more than the errors after which the mesh ejects a pod. */
const TRIES = 4;
/** Milliseconds between two attempts, in which the mesh ejects a pod that fails. */
const TRY_AGAIN_MS = 100;
/** Milliseconds after which no further attempt begins: the sweeper must not take the charge before its request ends. */
const TRIES_END_MS = 1_500;

/**
 * Charges, and tries again while payment is unavailable: one pod that answers 503 must not refuse the customer.
 * @param again each further attempt; it must not charge a second time, and the first attempt may have charged
 */
export async function chargeWhileUnavailable<Outcome extends { kind: string }>(
  charge: () => Promise<Outcome>,
  again: () => Promise<Outcome>,
): Promise<Outcome> {
  const deadline = Date.now() + TRIES_END_MS;
  let outcome = await charge();
  for (let tries = 1; outcome.kind === 'unavailable' && tries < TRIES; tries += 1) {
    await sleep(TRY_AGAIN_MS);
    if (Date.now() > deadline) break;
    outcome = await again();
  }
  return outcome;
}

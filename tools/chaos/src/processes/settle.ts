import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Customers } from './customers.js';
import { readStored } from './stored-orders.js';
import { ROOT, type Profile } from './surroundings.js';
import { judge, SETTLED_WITHIN_MS, type Verdict } from './verdict.js';

/** The state of the shop when no order is in progress. */
export interface Settled {
  verdict: Verdict;
  /** The output of `verify`; empty without breaches. */
  findings: string;
  /** Milliseconds since the last fault. */
  settledAfter: number;
}

/** Waits until no order is in progress, at most twice the promised time. */
export async function settle(url: string, profile: Profile, customers: Customers, since: number): Promise<Settled> {
  for (;;) {
    const verdict = await judge(url, customers.memories, await readStored(profile));
    const findings = verdict.stuck.length === 0 ? await verify(profile) : 'not settled';
    const settledAfter = Date.now() - since;
    if (findings === '' || settledAfter > 2 * SETTLED_WITHIN_MS) return { verdict, findings, settledAfter };
    await sleep(500);
  }
}

/** @returns the breaches that `verify` reports; empty when there are none */
async function verify(profile: Profile): Promise<string> {
  const program = join(ROOT, 'tools', 'verify', 'src', 'main.ts');
  try {
    await promisify(execFile)(process.execPath, ['--disable-warning=ExperimentalWarning', program, '--settled'], {
      cwd: ROOT,
      env: { ...process.env, ...profile.env },
      maxBuffer: 16_000_000,
    });
    return '';
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    return `${stdout ?? ''}${stderr ?? ''}`.trim() || String(error);
  }
}

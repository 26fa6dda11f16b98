import { keepsJoining } from './keeps-joining.js';
import { servesWithoutBroker } from './serves-without-broker.js';

/** @returns what is wrong, or undefined */
export type AdapterCheck = () => Promise<string | undefined>;

/** What the simulation cannot see, because its own log and network stand in the place of the adapters. */
const CHECKS: Readonly<Record<string, AdapterCheck>> = {
  'the consumer keeps trying to join': keepsJoining,
  'a service is ready without its broker': servesWithoutBroker,
};

/** Runs the checks of the adapters, and prints one line each. @returns whether all hold */
export async function checkAdapters(): Promise<boolean> {
  let right = true;
  for (const [name, check] of Object.entries(CHECKS)) {
    const fault = await check();
    console.log(fault === undefined ? `holds: ${name}` : `BREACH ${name}: ${fault}`);
    right &&= fault === undefined;
  }
  return right;
}

import { blocksOnce, booksOnce, extendsOnce } from './books-once.js';
import { keepsJoining } from './keeps-joining.js';
import { keepsLaterEvents } from './keeps-later-events.js';
import { publishesOnce } from './publishes-once.js';
import { servesWithoutBroker } from './serves-without-broker.js';

/** @returns what is wrong, or undefined */
export type AdapterCheck = () => Promise<string | undefined>;

/** Checks what the simulation replaces with its own log, network and serial transactions, and what it has no versions for. */
const CHECKS: Readonly<Record<string, AdapterCheck>> = {
  'the consumer keeps trying to join': keepsJoining,
  'a service is ready without its broker': servesWithoutBroker,
  'concurrent bookings take a vehicle once': booksOnce,
  'a block and a concurrent booking take a vehicle once': blocksOnce,
  'an extension and a concurrent booking take a vehicle once': extendsOnce,
  'an event of a later version is kept': keepsLaterEvents,
  'two relays publish each event once': publishesOnce,
};

/** Runs the checks of the adapters and prints one line for each. @returns whether all hold */
export async function checkAdapters(): Promise<boolean> {
  let right = true;
  for (const [name, check] of Object.entries(CHECKS)) {
    const fault = await check();
    console.log(fault === undefined ? `holds: ${name}` : `BREACH ${name}: ${fault}`);
    right &&= fault === undefined;
  }
  return right;
}

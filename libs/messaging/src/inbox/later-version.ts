import type { WireMessage } from '@carshare/events';

/** The sources of this system's services, also of one that a later version adds or renames. */
const OWN_SOURCE = /^\/carshare\/[a-z][a-z0-9-]{0,62}$/;
const TYPE = /^[A-Z][A-Za-z0-9]{0,63}$/;
/** The key of every event of the contract: an order id. */
const ORDER_KEY = /^[1-9]\d{0,15}$/;

/**
 * Whether a message is an event that a later version of this system publishes: one of its services is the source, and this version
 * does not know the type. Messages without CloudEvents headers, as the replaced services publish them, are of no version.
 * @param knows whether the contract of this version contains the type
 */
export function isOfLaterVersion({ key, headers }: WireMessage, knows: (type: string) => boolean): boolean {
  const { ce_type: type = '', ce_source: source = '' } = headers;
  return !knows(type) && TYPE.test(type) && OWN_SOURCE.test(source) && ORDER_KEY.test(key);
}

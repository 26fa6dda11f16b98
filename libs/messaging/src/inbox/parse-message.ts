import {
  decodeEvent,
  identityOf,
  InvalidEvent,
  type EventIdentity,
  type ReceivedEvent,
  type WireMessage,
} from '@carshare/events';
import type { Tx } from '@carshare/persistence';
import { isOfLaterVersion } from './later-version.js';

/** Applies one event inside the transaction. */
export type EventHandler = (event: ReceivedEvent, tx: Tx) => Promise<void>;
/** The handler of an event type; `undefined` for a type that the service does not consume. */
export type HandlerLookup = (type: string) => EventHandler | undefined;

/** An event with its place: the order in whose sequence it stands, and the identity by which a repetition is recognised. */
export interface Arrival {
  message: WireMessage;
  orderKey: string;
  identity: EventIdentity;
}

/** An event that this version handles. */
export interface Understood extends Arrival {
  is: 'understood';
  event: ReceivedEvent;
  handler: EventHandler;
}

/** An event of a later version. */
export interface Unknown extends Arrival {
  is: 'unknown';
}

/** A message that no retry can handle. */
export interface Broken {
  is: 'broken';
  message: WireMessage;
  reason: string;
}

/** What a message is to the service. */
export type ParsedMessage = Understood | Unknown | Broken;

/**
 * Reads a message as far as the service needs it.
 * @param knows whether the contract of this version contains an event type
 * @returns `undefined` for a message that the service ignores: a type that it does not consume, or another publisher's unknown type
 */
export function parseMessage(
  message: WireMessage,
  handlerOf: HandlerLookup,
  knows: (type: string) => boolean,
): ParsedMessage | undefined {
  if (isOfLaterVersion(message, knows)) {
    return { is: 'unknown', message, orderKey: message.key, identity: identityOf(message) };
  }
  try {
    const event = decodeEvent(message, (type) => handlerOf(type) !== undefined);
    const handler = event && handlerOf(event.type);
    if (!event || !handler) return undefined;
    const definition: ReceivedEvent['definition'] = event.definition;
    const orderKey = String(definition.key(event.data));
    return { is: 'understood', message, orderKey, identity: event.identity, event, handler };
  } catch (error) {
    if (error instanceof InvalidEvent) return { is: 'broken', message, reason: error.message };
    throw error;
  }
}

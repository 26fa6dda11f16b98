import { createHash } from 'node:crypto';
import type { WireMessage } from './wire.js';

/**
 * The identity of an event: source and id together, as CloudEvents defines it
 * (https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md#id). Both parts are printable ASCII of at most 71
 * characters, so that every database compares them exactly: what is longer, or has other characters, is represented by its hash.
 */
export interface EventIdentity {
  /** `ce_id`, or a digest of the content where the publisher sends none. */
  id: string;
  /** `ce_source`; `-` where the publisher sends none. */
  source: string;
  /** The id as services stored it before the source was part of the identity. */
  plainId: string;
}

const NONE = '-';
/** Texts that stand for themselves: a text that looks like a hash, or like no source, is hashed too. */
const PLAIN = /^(?!sha256:|-$)[!-~]{1,64}$/;

/** Reads the identity of a message from its headers, byte for byte, or derives it from the content. */
export function identityOf(message: WireMessage): EventIdentity {
  const { ce_id: id = '', ce_source: source = '' } = message.headers;
  const bounded = (name: string, text: string): string =>
    PLAIN.test(text) ? text : `sha256:${sha256(bytesOf(message, name) ?? text)}`;
  // CloudEvents asks for an id that is not empty.
  const plainId = id === '' ? `sha256-${sha256(message.value).slice(0, 40)}` : id;
  return {
    id: id === '' ? plainId : bounded('ce_id', id),
    source: source === '' ? NONE : bounded('ce_source', source),
    plainId,
  };
}

/** The bytes of a header that is no text: as text, different ones would be equal. The last of several counts. */
function bytesOf({ bytes }: WireMessage, name: string): Buffer | undefined {
  return bytes?.headers.findLast(([known]) => known === name)?.[1] ?? undefined;
}

function sha256(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

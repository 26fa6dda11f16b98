import { isEmail } from 'class-validator';
import type { NewContact } from './mail-contact.entity.js';
import type { MailRequest } from './mailed-order.js';
import type { Language } from './texts/language.js';

/** The most characters of an address: a path has 256 octets with its brackets (RFC 5321, 4.5.3.1.3). */
export const MAX_ADDRESS = 254;

/** Plain addresses alone: quoted local parts and those outside of ASCII are refused, as many servers do not take them. */
export const ADDRESS_RULES: NonNullable<Parameters<typeof isEmail>[1]> = {
  allow_utf8_local_part: false,
  blacklisted_chars: '"',
};

/**
 * Where the mails about a new order go: to the address of the request, else to the verified one of the caller's token.
 * @returns undefined without an address
 */
export function contactOf(
  { email, mails = true }: MailRequest,
  caller: { readonly email?: string | undefined },
  language: Language,
): NewContact | undefined {
  const address = email ?? verified(caller.email);
  return address === undefined ? undefined : { address, language, isEnabled: mails };
}

function verified(address: string | undefined): string | undefined {
  return address !== undefined && address.length <= MAX_ADDRESS && isEmail(address, ADDRESS_RULES)
    ? address
    : undefined;
}

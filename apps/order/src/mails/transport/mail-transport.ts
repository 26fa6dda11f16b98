import type { Letter } from './letter.js';

/**
 * The result of an attempt:
 *
 * | outcome   | means                                                                              |
 * | --------- | ---------------------------------------------------------------------------------- |
 * | `sent`    | the server has taken the mail                                                      |
 * | `refused` | the server refuses this address or this mail for good (a 5xx reply, RFC 5321, 4.2) |
 * | `later`   | the server refuses this mail for now                                               |
 * | `down`    | no mail can be sent: the server does not answer, or refuses the sender             |
 *
 * `reason` is for the log: a code without the address. `isUncertain` means that the server may have taken the mail.
 */
export type SendOutcome =
  | { kind: 'sent' }
  | { kind: 'refused'; reason: string }
  | { kind: 'later' | 'down'; reason: string; isUncertain: boolean };

/** Sends letters: to an SMTP server, or into files. */
export interface MailTransport {
  /** Never throws. */
  send(letter: Letter): Promise<SendOutcome>;
}

/** The injection token of the {@link MailTransport}. */
export const MAIL_TRANSPORT = Symbol('MailTransport');

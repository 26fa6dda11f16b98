import type { Letter, Sender } from './letter.js';
import { toMessage } from './letter.js';
import type { MailTransport, SendOutcome } from './mail-transport.js';

/** Milliseconds to connect, and of silence afterwards. */
const CONNECT_MS = 5_000;
const SILENCE_MS = 10_000;

/** What nodemailer's errors contain beside their message, which may name the address. */
interface SmtpFault {
  code?: unknown;
  command?: unknown;
  responseCode?: unknown;
  syscall?: unknown;
}

/** Sends letters by SMTP (RFC 5321), one connection for each. nodemailer is loaded with the first letter. */
export class SmtpTransport implements MailTransport {
  constructor(
    private readonly url: URL,
    private readonly from: Sender,
  ) {}

  async send(letter: Letter): Promise<SendOutcome> {
    const { createTransport } = await import('nodemailer');
    const transport = createTransport(optionsOf(this.url));
    try {
      await transport.sendMail(toMessage(this.from, letter));
      return { kind: 'sent' };
    } catch (error) {
      return outcomeOf(error as SmtpFault);
    } finally {
      transport.close();
    }
  }
}

/**
 * Reads an `smtp:` or `smtps:` URL. A password is sent through TLS only, except to this machine: without STARTTLS (RFC 3207) the server
 * counts as down.
 */
export function optionsOf({ protocol, hostname, port, username, password }: URL): object {
  const secure = protocol === 'smtps:';
  const isLocal = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
  return {
    host: hostname.replace(/^\[(.*)\]$/, '$1'),
    port: port === '' ? (secure ? 465 : 587) : Number(port),
    secure,
    ...(username !== '' && {
      auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) },
      requireTLS: !isLocal,
    }),
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    dnsTimeout: CONNECT_MS,
    socketTimeout: SILENCE_MS,
  };
}

/** A reply to RCPT TO or DATA is about this mail; every other failure is about the server, or about the sender. */
export function outcomeOf({ code, command, responseCode, syscall }: SmtpFault): SendOutcome {
  const status = typeof responseCode === 'number' ? responseCode : undefined;
  const parts = [code, command, status, syscall].filter((part) => typeof part === 'string' || typeof part === 'number');
  const reason = parts.join(' ') || 'unknown';
  // nodemailer itself refuses the recipient or the message.
  if (command === 'API' && (code === 'EENVELOPE' || code === 'EMESSAGE')) return { kind: 'refused', reason };
  if (status === undefined || (command !== 'RCPT TO' && command !== 'DATA')) {
    const hasNotBegun = status !== undefined || syscall === 'connect' || code === 'EDNS';
    return { kind: 'down', reason, isUncertain: !hasNotBegun };
  }
  return status >= 500 ? { kind: 'refused', reason } : { kind: 'later', reason, isUncertain: false };
}

/** A mail that is ready to be sent. */
export interface Letter {
  /** The customer's address. Personal data: it stands in no log. */
  to: string;
  subject: string;
  text: string;
  html: string;
  /** Without angle brackets. It stays the same for every attempt, so that a mailbox can drop a duplicate. */
  messageId: string;
  date: Date;
  unsubscribeUrl: string;
  /** Names the letter's file. */
  name: string;
}

/** The sender as `MAIL_FROM` names it. */
export interface Sender {
  name: string;
  address: string;
}

/** Reads `Name <address>` or an address alone; `undefined` for anything else. */
export function readSender(text: string): Sender | undefined {
  const [, name = '', address = ''] = /^(?:([^<>\r\n]*)\s<)?([^\s<>@"]+@[^\s<>@"]+?)>?$/.exec(text) ?? [];
  if (address === '' || (name !== '') !== text.endsWith('>')) return undefined;
  return { name: name.trim().replace(/^"(.*)"$/, '$1'), address };
}

/**
 * A letter in the form that nodemailer takes. Addresses are given as parts, never as text that is parsed, and the envelope is explicit:
 * no text of a customer or an operator becomes a recipient.
 */
export function toMessage(from: Sender, letter: Letter): object {
  const { to, subject, text, html, messageId, date, unsubscribeUrl } = letter;
  return {
    from,
    to: { name: '', address: to },
    envelope: { from: from.address, to: [to] },
    subject: oneLine(subject),
    text,
    html,
    messageId: `<${messageId}>`,
    date,
    headers: {
      // Asks for no automatic replies (RFC 3834, 5).
      'Auto-Submitted': 'auto-generated',
      'List-Unsubscribe': `<${unsubscribeUrl}>`,
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    },
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim();
}

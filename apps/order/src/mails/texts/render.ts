import { en } from './en.js';
import { formatOf } from './format.js';
import { escapeHtml, htmlPage } from './html.js';
import { ko } from './ko.js';
import type { Language } from './language.js';
import type { MailFacts } from './mail-facts.js';
import type { MailKind } from './mail-kind.js';
import type { Texts } from './wording.js';

/** The texts of each language. */
export const TEXTS: Readonly<Record<Language, Texts>> = { en, ko };

/** What stands below every mail. */
export interface Footer {
  /** The operator's name and address for questions. */
  operator: string;
  contact: string;
  /** Absolute URLs. */
  rentalsUrl: string;
  unsubscribeUrl: string;
}

export interface RenderedMail {
  subject: string;
  text: string;
  html: string;
}

/** Writes a mail as plain text and as HTML. @param timeZone an IANA name such as Europe/Berlin */
export function renderMail(
  kind: MailKind,
  facts: MailFacts,
  language: Language,
  timeZone: string,
  footer: Footer,
): RenderedMail {
  const texts = TEXTS[language];
  const { subject, paragraphs, facts: lines } = texts.write(kind, facts, formatOf(language, timeZone));
  const reason = texts.reason(facts.orderId);
  const text = [
    ...paragraphs,
    lines.map(([label, value]) => `${label}: ${value}`).join('\n'),
    `${texts.rentals}:\n${footer.rentalsUrl}`,
    `-- \n${footer.operator}, ${footer.contact}\n${reason}\n${texts.unsubscribe}:\n${footer.unsubscribeUrl}`,
  ];
  const rows = lines.map(
    ([label, value]) => `<tr><th align="left">${escapeHtml(label)}</th><td>${escapeHtml(value)}</td></tr>`,
  );
  const body = [
    ...paragraphs.map((paragraph) => `<p>${escapeHtml(paragraph)}</p>`),
    `<table cellpadding="4">${rows.join('')}</table>`,
    `<p>${link(footer.rentalsUrl, texts.rentals)}</p>`,
    '<hr>',
    `<p>${escapeHtml(footer.operator)}, ${link(`mailto:${footer.contact}`, footer.contact)}</p>`,
    `<p>${escapeHtml(reason)} ${link(footer.unsubscribeUrl, texts.unsubscribe)}</p>`,
  ];
  return { subject, text: `${text.join('\n\n')}\n`, html: htmlPage(language, subject, body.join('\n')) };
}

function link(url: string, text: string): string {
  return `<a href="${escapeHtml(url)}">${escapeHtml(text)}</a>`;
}

import type { MailContact } from './mail-contact.entity.js';
import { escapeHtml, htmlPage } from './texts/html.js';
import { TEXTS } from './texts/render.js';

/** Asks whether the mails are to end: a link alone must not end them, as programs that check mails open every link. */
export function questionPage({ orderId, language }: MailContact): string {
  const { page } = TEXTS[language];
  return htmlPage(
    language,
    page.title,
    `<h1>${escapeHtml(page.title)}</h1><p>${escapeHtml(page.question(orderId))}</p>` +
      `<form method="post"><button>${escapeHtml(page.confirm)}</button></form>`,
  );
}

export function donePage({ orderId, language }: MailContact): string {
  const { page } = TEXTS[language];
  return htmlPage(language, page.title, `<h1>${escapeHtml(page.title)}</h1><p>${escapeHtml(page.done(orderId))}</p>`);
}

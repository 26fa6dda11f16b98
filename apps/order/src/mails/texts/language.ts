/** The languages of the mails; the first one is used where the customer asks for none of them. */
export const LANGUAGES = ['en', 'ko'] as const;
/** One of {@link LANGUAGES}. */
export type Language = (typeof LANGUAGES)[number];

/**
 * The language that a customer prefers.
 * @param header the `Accept-Language` of the request (RFC 9110, 12.5.4)
 */
export function preferredLanguage(header: string | undefined): Language {
  const ranges = (header ?? '').split(',', 20).map((range) => {
    const [tag = '', weight] = range.split(';', 2);
    const quality = Number(/^\s*q=(\d(?:\.\d{1,3})?)\s*$/i.exec(weight ?? 'q=1')?.[1] ?? 0);
    return { language: LANGUAGES.find((known) => new RegExp(`^\\s*${known}(-|\\s*$)`, 'i').test(tag)), quality };
  });
  const [best] = ranges
    .filter(({ language, quality }) => language !== undefined && quality > 0)
    .sort((a, b) => b.quality - a.quality);
  return best?.language ?? LANGUAGES[0];
}

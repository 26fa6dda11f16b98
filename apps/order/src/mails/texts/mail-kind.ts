/** The mails about an order, in the order of its life. */
export const MAIL_KINDS = [
  'placed',
  'reminder',
  'on_its_way',
  'due_soon',
  'overdue',
  'extended',
  'returned',
  'refunded',
] as const;
/** One of {@link MAIL_KINDS}. */
export type MailKind = (typeof MAIL_KINDS)[number];

import { Type } from 'class-transformer';
import { IsInt, IsOptional, Max, Min, ValidateBy } from 'class-validator';
import { readSender, type Sender } from './transport/letter.js';

/** How mails are sent, and when. */
export class MailConfig {
  /** The server that takes the mails, with user and password; without it they are written as files. */
  @IsOptional()
  @ValidateBy(
    { name: 'smtpUrl', validator: { validate: isSmtpUrl } },
    { message: 'MAIL_SMTP_URL must be smtp[s]://user:password@host:port: encode special characters of the password' },
  )
  MAIL_SMTP_URL?: string;

  @ValidateBy(
    { name: 'sender', validator: { validate: (text) => readSender(String(text)) !== undefined } },
    { message: 'MAIL_FROM must be an address, or Name <address>' },
  )
  MAIL_FROM = 'Car Share <rentals@carshare.example>';

  /** How long before the start of a booking its reminder is sent. */
  @Type(() => Number)
  @IsInt({ message: 'MAIL_REMINDER_HOURS must be an integer' })
  @Min(1, { message: 'MAIL_REMINDER_HOURS must be at least 1' })
  @Max(336, { message: 'MAIL_REMINDER_HOURS must be at most 336' })
  MAIL_REMINDER_HOURS = 24;

  /** How long before the end of a booking the customer is asked to return the car. */
  @Type(() => Number)
  @IsInt({ message: 'MAIL_DUE_SOON_MINUTES must be an integer' })
  @Min(5, { message: 'MAIL_DUE_SOON_MINUTES must be at least 5' })
  @Max(1_440, { message: 'MAIL_DUE_SOON_MINUTES must be at most 1440' })
  MAIL_DUE_SOON_MINUTES = 60;

  get sender(): Sender {
    const sender = readSender(this.MAIL_FROM);
    if (!sender) throw new RangeError('MAIL_FROM is no address');
    return sender;
  }

  get smtpUrl(): URL | undefined {
    return this.MAIL_SMTP_URL === undefined ? undefined : new URL(this.MAIL_SMTP_URL);
  }

  get reminderMs(): number {
    return this.MAIL_REMINDER_HOURS * 3_600_000;
  }

  get dueSoonMs(): number {
    return this.MAIL_DUE_SOON_MINUTES * 60_000;
  }
}

function isSmtpUrl(text: unknown): boolean {
  if (typeof text !== 'string' || !/^smtps?:\/\//.test(text) || !URL.canParse(text)) return false;
  const { hostname, username, password } = new URL(text);
  try {
    return hostname !== '' && decodeURIComponent(username + password).length >= 0;
  } catch {
    return false;
  }
}

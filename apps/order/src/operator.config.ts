import { IsNotEmpty, IsUrl, Matches, MaxLength, ValidateBy } from 'class-validator';

/** How the operator presents itself to customers. */
export class OperatorConfig {
  @IsNotEmpty({ message: 'OPERATOR_NAME must not be empty' })
  @MaxLength(100, { message: 'OPERATOR_NAME must have at most 100 characters' })
  @Matches(/^[^\p{Cc}]*$/u, { message: 'OPERATOR_NAME must not contain control characters' })
  OPERATOR_NAME = 'Car Share';

  /** The time zone of the rentals. The zone of the machine would change the mails when a pod moves. */
  @ValidateBy(
    { name: 'timeZone', validator: { validate: isTimeZone } },
    { message: 'OPERATOR_TIME_ZONE must be an IANA time zone such as Europe/Berlin' },
  )
  OPERATOR_TIME_ZONE = 'Europe/Berlin';

  /** The origin at which customers reach the shop. */
  @IsUrl(
    { require_tld: false, require_protocol: true, protocols: ['http', 'https'] },
    { message: 'PUBLIC_URL must be an http URL' },
  )
  PUBLIC_URL = 'http://127.0.0.1:8080';

  /** @param path with its leading slash */
  publicUrl(path: string): string {
    return this.PUBLIC_URL.replace(/\/+$/, '') + path;
  }
}

function isTimeZone(name: unknown): boolean {
  try {
    return (
      typeof name === 'string' && /^[A-Z]/.test(name) && Boolean(new Intl.DateTimeFormat('en', { timeZone: name }))
    );
  } catch {
    return false;
  }
}

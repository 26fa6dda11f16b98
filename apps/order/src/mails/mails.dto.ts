import { ApiProperty } from '@nestjs/swagger';
import { IsBoolean } from 'class-validator';
import type { MailContact } from './mail-contact.entity.js';

/** Starts or stops the mails about an order. */
export class ChangeMails {
  @ApiProperty({ example: false, description: 'Whether the customer wants mails about the order.' })
  @IsBoolean()
  enabled: boolean;
}

/** Whether mails are sent about an order. The address itself is not shown. */
export class MailsView {
  @ApiProperty({ example: true, description: 'Whether mails are sent.' }) enabled: boolean;
  @ApiProperty({ example: true, description: 'Whether an address was given and is not erased yet.' })
  hasAddress: boolean;
}

export function toMailsView(contact: MailContact | undefined): MailsView {
  return { enabled: contact?.isEnabled ?? false, hasAddress: (contact?.address ?? null) !== null };
}

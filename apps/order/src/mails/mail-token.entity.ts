import { hash, randomBytes } from 'node:crypto';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The digest of a token that ends the mails about an order. Every attempt to send a mail has its own token, and only the mail contains it. */
@Entity('mail_tokens')
export class MailToken {
  @PrimaryColumn({ name: 'token_hash' }) tokenHash: string;
  @Column({ name: 'order_id', type: 'integer' }) orderId: number;

  static of(token: string, orderId: number): MailToken {
    return Object.assign(new MailToken(), { tokenHash: digestOf(token), orderId });
  }
}

/** 256 random bits in base64url. */
export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

export function digestOf(token: string): string {
  return hash('sha256', token, 'base64url');
}

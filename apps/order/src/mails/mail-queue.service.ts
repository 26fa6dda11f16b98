import { Reader, UnitOfWork, type Tx } from '@carshare/persistence';
import { Metrics } from '@carshare/service-kit';
import { Injectable } from '@nestjs/common';
import { OrderConfig } from '../app.config.js';
import { MailContact } from './mail-contact.entity.js';
import { readFacts } from './mail-facts.js';
import { MailToken, newToken } from './mail-token.entity.js';
import { Mail, type MailOutcome } from './mail.entity.js';
import { isStillTrue } from './schedule.js';
import { renderMail } from './texts/render.js';
import type { Letter } from './transport/letter.js';
import type { SendOutcome } from './transport/mail-transport.js';

/** How long a claimed mail belongs to one replica; above the longest attempt. */
const CLAIM_MS = 120_000;
/** Attempts after which a mail is abandoned: with 15 minutes between them 5 days (RFC 5321, 4.5.4.1). */
const MAX_ATTEMPTS = 480;

/** A claimed mail and its letter. */
export interface Claimed {
  mail: Mail;
  letter: Letter;
  token: MailToken;
}

/** The transactions before and after an attempt to send a mail. */
@Injectable()
export class MailQueue {
  private readonly outcomes;

  constructor(
    private readonly config: OrderConfig,
    private readonly unitOfWork: UnitOfWork,
    reader: Reader,
    metrics: Metrics,
  ) {
    this.outcomes = metrics.counter('mails_total', 'Mails that have an outcome.', ['kind', 'outcome']);
    metrics.gauge('mails_due', 'Mails that are due and have no outcome yet.', () =>
      reader.number(`SELECT COUNT(*) AS n FROM mails WHERE due_at <= ${Date.now()}`),
    );
    metrics.age('mails_due_oldest_age_seconds', 'Time since the mail that waits longest became due.', () =>
      reader.number(`SELECT MIN(due_at) AS n FROM mails WHERE due_at <= ${Date.now()}`),
    );
  }

  /**
   * Claims a due mail and writes its letter. Whether it is still true is decided here, from the order in the same transaction.
   * @returns undefined when another replica has claimed it, or nothing is to be sent
   */
  async claim({ id, version }: Mail, now: Date): Promise<Claimed | undefined> {
    let settled: Mail | undefined;
    const claimed = await this.unitOfWork.transaction(async (tx) => {
      settled = undefined;
      const mail = await tx.find(Mail, { id });
      if (!mail || mail.version !== version || mail.dueAt === null) return undefined;
      const ready = await this.prepare(tx, mail, now);
      if ('outcome' in ready) {
        mail.settle(ready.outcome, now);
        settled = mail;
      } else {
        mail.claim(new Date(now.getTime() + CLAIM_MS));
        await tx.insert(ready.token);
      }
      await tx.update(mail);
      return 'outcome' in ready ? undefined : { mail, ...ready };
    });
    this.count(settled);
    return claimed;
  }

  /** Stores the result of an attempt. */
  async record({ mail, token }: Claimed, outcome: SendOutcome, now: Date): Promise<void> {
    const recorded = await this.unitOfWork.change(mail, rowOf(mail), async (tx, current) => {
      // The claim was over, and another replica has sent the mail too.
      if (current.outcome !== null) return false;
      if (outcome.kind === 'sent' || outcome.kind === 'refused') current.settle(outcome.kind, now);
      else current.postpone(now);
      if (isUnused(outcome)) await tx.execute('DELETE FROM mail_tokens WHERE token_hash = ?', [token.tokenHash]);
      return true;
    });
    this.count(recorded);
  }

  private async prepare(
    tx: Tx,
    mail: Mail,
    now: Date,
  ): Promise<{ outcome: MailOutcome } | { letter: Letter; token: MailToken }> {
    const { orderId, kind, aboutEnd } = mail;
    const [facts, contact] = [await readFacts(tx, orderId), await tx.find(MailContact, { orderId })];
    if (!facts || !isStillTrue(kind, aboutEnd, facts, now)) return { outcome: 'outdated' };
    if (!contact || contact.address === null) return { outcome: 'no_address' };
    if (!contact.isEnabled) return { outcome: 'opted_out' };
    if (mail.attempts >= MAX_ATTEMPTS) return { outcome: 'expired' };
    const token = newToken();
    const { operator, mail: settings } = this.config;
    const unsubscribeUrl = operator.publicUrl(`/mails/unsubscribe/${token}`);
    const rendered = renderMail(kind, facts, contact.language, operator.OPERATOR_TIME_ZONE, {
      operator: operator.OPERATOR_NAME,
      contact: settings.sender.address,
      rentalsUrl: operator.publicUrl('/'),
      unsubscribeUrl,
    });
    const domain = settings.sender.address.split('@')[1] ?? '';
    const letter = {
      ...rendered,
      to: contact.address,
      messageId: `${mail.messageId}@${domain}`,
      date: now,
      unsubscribeUrl,
      name: `${orderId}-${mail.id}-${kind}`,
    };
    return { letter, token: MailToken.of(token, orderId) };
  }

  private count(mail: Mail | undefined): void {
    if (!mail || mail.outcome === null) return;
    this.outcomes.inc({ kind: mail.kind, outcome: mail.outcome });
  }
}

function rowOf({ id }: Mail): (tx: Tx) => Promise<Mail> {
  return async (tx) => {
    const mail = await tx.find(Mail, { id });
    if (!mail) throw new RangeError(`there is no mail ${id}`);
    return mail;
  };
}

/** Whether it is certain that the token of an attempt has reached no mailbox. */
function isUnused(outcome: SendOutcome): boolean {
  return outcome.kind === 'refused' || (outcome.kind !== 'sent' && !outcome.isUncertain);
}

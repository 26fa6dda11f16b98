import { Reader } from '@carshare/persistence';
import { DUE_ROWS, Sweeper, waitAfter } from '@carshare/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import { MailQueue } from './mail-queue.service.js';
import { Mail } from './mail.entity.js';
import { MAIL_TRANSPORT, type MailTransport } from './transport/mail-transport.js';

/** Mails that are sent at the same time. */
const LANES = 4;
/** The longest wait while the server does not take mails, in milliseconds. */
const BACKOFF_MAX_MS = 60_000;

/** Sends the mails that are due. While the server is not available it tries one round after another, ever more rarely. */
@Injectable()
export class MailsSweeper extends Sweeper {
  private failures = 0;
  private isStopping = false;

  constructor(
    private readonly queue: MailQueue,
    private readonly reader: Reader,
    @Inject(MAIL_TRANSPORT) private readonly transport: MailTransport,
  ) {
    super('mails are sent later');
  }

  override async beforeApplicationShutdown(): Promise<void> {
    this.isStopping = true;
    await super.beforeApplicationShutdown();
  }

  /** @param now the time at which mails are due and true */
  async sweep(now = new Date()): Promise<number> {
    const due = await this.reader.findWhere(Mail, DUE_ROWS, [now.getTime()]);
    const left = [...due];
    let fault: string | undefined;
    const lane = async (): Promise<void> => {
      for (let mail = left.shift(); mail && fault === undefined && !this.isStopping; mail = left.shift()) {
        fault = await this.send(mail, now);
      }
    };
    await Promise.all(Array.from({ length: LANES }, lane));
    if (fault === undefined) {
      this.failures = 0;
      return waitAfter(due.length);
    }
    const wait = Math.min(BACKOFF_MAX_MS, 1_000 * 2 ** this.failures);
    this.failures += 1;
    this.logger.warn(`the mail server cannot be used: ${fault}. The next attempt is in ${wait / 1000} s.`);
    return wait;
  }

  /** @returns why no mail can be sent at all */
  private async send(mail: Mail, now: Date): Promise<string | undefined> {
    const claimed = await this.queue.claim(mail, now);
    if (!claimed) return undefined;
    const outcome = await this.transport.send(claimed.letter);
    await this.queue.record(claimed, outcome, now);
    if (outcome.kind === 'down') return outcome.reason;
    if (outcome.kind !== 'sent') {
      const next = outcome.kind === 'refused' ? 'It is given up' : 'It is tried again later';
      this.logger.warn(`the ${mail.kind} mail of order ${mail.orderId} was not taken: ${outcome.reason}. ${next}.`);
    }
    return undefined;
  }
}

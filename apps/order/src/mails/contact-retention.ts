import { UnitOfWork } from '@carshare/persistence';
import { Sweeper } from '@carshare/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import { OrderConfig } from '../app.config.js';
import { FileTransport } from './transport/file-transport.js';
import { MAIL_TRANSPORT, type MailTransport } from './transport/mail-transport.js';

const PERIOD_MS = 3_600_000;
const DAY_MS = 86_400_000;
const BATCH = 200;

/** Erases the addresses of orders some days after they ended, together with their places. It runs when the service starts, and every hour. */
@Injectable()
export class ContactRetention extends Sweeper {
  constructor(
    private readonly config: OrderConfig,
    private readonly unitOfWork: UnitOfWork,
    @Inject(MAIL_TRANSPORT) private readonly transport: MailTransport,
  ) {
    super('addresses are erased later');
  }

  async sweep(): Promise<number> {
    await this.erase();
    return PERIOD_MS;
  }

  /** @returns how many addresses were erased */
  async erase(now = Date.now()): Promise<number> {
    const before = now - this.config.PLACE_RETENTION_DAYS * DAY_MS;
    if (this.transport instanceof FileTransport) await this.transport.erase(before);
    let erased = 0;
    for (let found = BATCH; found === BATCH; erased += found) found = await this.eraseBatch(before);
    return erased;
  }

  private eraseBatch(before: number): Promise<number> {
    return this.unitOfWork.transaction(async (tx) => {
      const rows = await tx.query<{ order_id: number }>(
        `SELECT order_id FROM mail_contacts WHERE kept_from <= ? ORDER BY kept_from LIMIT ${BATCH}`,
        [before],
      );
      for (const { order_id: id } of rows) {
        await tx.execute(
          'UPDATE mail_contacts SET address = NULL, kept_from = NULL, version = version + 1 WHERE order_id = ? AND kept_from <= ?',
          [id, before],
        );
        await tx.execute('DELETE FROM mail_tokens WHERE order_id = ?', [id]);
      }
      return rows.length;
    });
  }
}

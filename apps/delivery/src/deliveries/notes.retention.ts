import { UnitOfWork } from '@carshare/persistence';
import { Sweeper } from '@carshare/service-kit';
import { Injectable } from '@nestjs/common';
import { DeliveryConfig } from '../app.config.js';

/** Before the first round and after a failed one. */
const RETRY_MS = 60_000;
const PERIOD_MS = 3_600_000;
const DAY_MS = 86_400_000;

/** Erases the notes of hand-overs and returns some days after the return: they are free text, and may name people. */
@Injectable()
export class NotesRetention extends Sweeper {
  constructor(
    private readonly config: DeliveryConfig,
    private readonly unitOfWork: UnitOfWork,
  ) {
    super('notes are erased later', RETRY_MS);
  }

  async sweep(): Promise<number> {
    await this.erase();
    return PERIOD_MS;
  }

  /** @returns of how many deliveries the notes were erased */
  erase(now = Date.now()): Promise<number> {
    const before = now - this.config.NOTES_RETENTION_DAYS * DAY_MS;
    return this.unitOfWork.transaction((tx) =>
      tx.execute(
        'UPDATE deliveries SET handover_notes = NULL, return_notes = NULL, notes_kept_from = NULL, version = version + 1 WHERE notes_kept_from <= ?',
        [before],
      ),
    );
  }
}

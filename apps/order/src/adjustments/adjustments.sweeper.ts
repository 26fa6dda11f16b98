import type { Reader, UnitOfWork } from '@carshare/persistence';
import { continueTrace, DUE_ROWS, runInTrace, Sweeper, waitAfter } from '@carshare/service-kit';
import { Adjustment, type AdjustmentReason } from './adjustment.entity.js';

/** How long a claimed adjustment belongs to one replica; above the longest step. */
const CLAIM_MS = 20_000;

/** Takes the due steps of the adjustments of one reason. */
export abstract class AdjustmentsSweeper extends Sweeper {
  protected constructor(
    private readonly reason: AdjustmentReason,
    private readonly unitOfWork: UnitOfWork,
    private readonly reader: Reader,
  ) {
    super(`the sweep of ${reason}s waits`);
  }

  /** Drives the adjustments that are due by now, the longest due first. */
  async sweep(): Promise<number> {
    const due = await this.reader.findWhere(Adjustment, `reason = ? AND ${DUE_ROWS}`, [this.reason, Date.now()]);
    await Promise.all(due.map((adjustment) => this.driveClaimed(adjustment)));
    return waitAfter(due.length);
  }

  /** Takes the due step of an adjustment. */
  protected abstract drive(adjustment: Adjustment): Promise<void>;

  private async driveClaimed(adjustment: Adjustment): Promise<void> {
    if (!(await this.claim(adjustment))) return;
    const { traceId } = adjustment;
    // What is done later belongs to the trace of the request that opened it.
    const trace = continueTrace(traceId === null ? undefined : `00-${traceId}-${'0'.repeat(15)}1-01`);
    await runInTrace(trace, () => this.drive(adjustment));
  }

  /** Several replicas sweep: the one whose update goes through drives the adjustment. */
  private async claim(adjustment: Adjustment): Promise<boolean> {
    const { id, version } = adjustment;
    const sql = 'UPDATE adjustments SET due_at = ?, version = version + 1 WHERE id = ? AND version = ?';
    const claimed = await this.unitOfWork.transaction((tx) => tx.execute(sql, [Date.now() + CLAIM_MS, id, version]));
    adjustment.version += 1;
    return claimed === 1;
  }
}

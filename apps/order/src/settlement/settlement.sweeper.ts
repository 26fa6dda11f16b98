import { Reader, UnitOfWork } from '@carshare/persistence';
import { Injectable } from '@nestjs/common';
import type { Adjustment } from '../adjustments/adjustment.entity.js';
import { AdjustmentsSweeper } from '../adjustments/adjustments.sweeper.js';
import { SettlementSaga } from './settlement.saga.js';

/** Charges and refunds what returned rentals settle. */
@Injectable()
export class SettlementSweeper extends AdjustmentsSweeper {
  constructor(
    private readonly saga: SettlementSaga,
    unitOfWork: UnitOfWork,
    reader: Reader,
  ) {
    super('settlement', unitOfWork, reader);
  }

  protected drive(adjustment: Adjustment): Promise<void> {
    return this.saga.drive(adjustment);
  }
}

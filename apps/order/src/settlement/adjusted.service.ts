import type { AdjustmentFields } from '@carshare/events';
import type { Tx } from '@carshare/persistence';
import { Injectable } from '@nestjs/common';
import { ExtensionsService } from '../extensions/extensions.service.js';
import { SettlementService } from './settlement.service.js';

/** Follows what payment publishes of adjustments. */
@Injectable()
export class AdjustedService {
  constructor(
    private readonly settlements: SettlementService,
    private readonly extensions: ExtensionsService,
  ) {}

  /** One that order has not asked for changes nothing: payment holds its money under its own number. */
  async note(tx: Tx, adjustment: AdjustmentFields): Promise<void> {
    if (await this.settlements.noteAdjusted(tx, adjustment)) return;
    await this.extensions.noteAdjusted(tx, adjustment);
  }
}

import { Reader } from '@carshare/persistence';
import { DUE_ROWS, Sweeper, waitAfter } from '@carshare/service-kit';
import { Injectable } from '@nestjs/common';
import { DeliveriesService } from './deliveries.service.js';
import { Delivery } from './delivery.entity.js';

/** Ships scheduled deliveries whose time has come. */
@Injectable()
export class DeliveriesSweeper extends Sweeper {
  constructor(
    private readonly deliveries: DeliveriesService,
    private readonly reader: Reader,
  ) {
    super('due deliveries were not shipped, the next round tries again');
  }

  /** Ships the deliveries that are due by now, the longest due first. */
  async sweep(): Promise<number> {
    const due = await this.reader.findWhere(Delivery, DUE_ROWS, [Date.now()]);
    for (const { id } of due) await this.deliveries.shipDue(id);
    // After a pause of every replica hundreds may be due together.
    return waitAfter(due.length);
  }
}

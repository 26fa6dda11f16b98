import { Reader, UnitOfWork } from '@carshare/persistence';
import { Injectable } from '@nestjs/common';
import type { Adjustment } from '../adjustments/adjustment.entity.js';
import { AdjustmentsSweeper } from '../adjustments/adjustments.sweeper.js';
import { ExtensionsSaga } from './extensions.saga.js';

/** Takes the due steps of extensions: charges without an answer, and voids of withdrawn ones. */
@Injectable()
export class ExtensionsSweeper extends AdjustmentsSweeper {
  constructor(
    private readonly saga: ExtensionsSaga,
    unitOfWork: UnitOfWork,
    reader: Reader,
  ) {
    super('extension', unitOfWork, reader);
  }

  protected drive(extension: Adjustment): Promise<void> {
    return this.saga.drive(extension);
  }
}

import { Entity } from 'typeorm';
import { Customerpage } from './customerpage.entity.js';

/** A page of the table that a rebuild makes beside the live one. */
@Entity('customerpages_rebuilt')
export class RebuiltPage extends Customerpage {
  static override of(orderId: number): RebuiltPage {
    return Object.assign(new RebuiltPage(), { orderId });
  }
}

/** A page of the table that was live before a rebuild took its place. */
@Entity('customerpages_before')
export class FormerPage extends Customerpage {}

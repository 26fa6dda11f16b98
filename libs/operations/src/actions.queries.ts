import type { Reader } from '@carshare/persistence';
import { toActionView, type OperatorActionList, type OperatorActionView } from './actions.dto.js';
import { OperatorAction } from './operator-action.entity.js';

/** How many actions the list contains. */
const LIMIT = 100;

/** Reads what operators have done at one service. */
export class ActionsQueries {
  constructor(private readonly reader: Reader) {}

  /** The newest 100. */
  async latest(): Promise<OperatorActionList> {
    const rows = await this.reader.findWhere(OperatorAction, `id > 0 ORDER BY id DESC LIMIT ${LIMIT}`, []);
    return { actions: rows.map(toActionView) };
  }

  /** All that concern an order, oldest first. */
  async ofOrder(orderId: number): Promise<OperatorActionView[]> {
    const rows = await this.reader.findWhere(OperatorAction, 'order_id = ? ORDER BY id', [orderId]);
    return rows.map(toActionView);
  }
}

import { Delivery } from '../../../../apps/delivery/src/deliveries/delivery.entity.js';
import { Adjustment } from '../../../../apps/order/src/adjustments/adjustment.entity.js';
import { Order } from '../../../../apps/order/src/orders/order.entity.js';
import type { OrderModel } from './shop.js';

/** The events that may happen to the order besides the steps of its operations, and how often. */
export interface Budget {
  cancel: number;
  sweep: number;
  lose: number;
  crash: number;
  again: number;
  /** Hand-overs and returns that the operator records. */
  handover: number;
  return: number;
  /** Extensions of a booking, and bookings of the time that they ask for. */
  extend: number;
  book: number;
}

/** Only the steps of operations that have begun. */
export const NOTHING: Budget = {
  cancel: 0,
  sweep: 0,
  lose: 0,
  crash: 0,
  again: 0,
  handover: 0,
  return: 0,
  extend: 0,
  book: 0,
};

export interface Action {
  label: string;
  cost?: keyof Budget;
  run: () => Promise<void> | void;
}

/** All possible next actions, in the same order for the same state. */
export function actionsOf(model: OrderModel, left: Budget): Action[] {
  const actions: Action[] = [];
  const add = (label: string, run: Action['run'], cost?: keyof Budget): void => {
    if (cost === undefined || left[cost] > 0) actions.push({ label, run, ...(cost ? { cost } : {}) });
  };
  for (const gate of model.gates.waiting) {
    add(`${gate.service} ${gate.label}`, () => (model.gates.take(gate), gate.open()));
    const { lose } = gate;
    if (lose) add(`lost: ${gate.service} ${gate.label}`, () => (model.gates.take(gate), lose()), 'lose');
  }
  for (const service of ['order', 'payment', 'delivery'] as const) {
    if (model.unsent(service) > 0) {
      add(`relay ${service}`, () => model.relay(service, false));
      add(`relay ${service}, unmarked`, () => model.relay(service, true), 'again');
    }
    if (model.gates.waiting.some((gate) => gate.service === service)) {
      add(`crash ${service}`, () => model.crash(service), 'crash');
    }
  }
  for (const group of ['order', 'delivery'] as const) {
    if (model.offsets[group] >= model.log.length) continue;
    add(`deliver to ${group}`, () => model.deliver(group, false));
    add(`deliver to ${group}, offset lost`, () => model.deliver(group, true), 'again');
  }
  // Rows, not entities: the actions of each step of each history are asked for.
  const { memories } = model;
  const [order] = memories.order.rows(Order);
  const [extension] = memories.order.rows(Adjustment);
  if (memories.delivery.rows(Delivery).length > 0) {
    add('hand over', () => model.handOver(), 'handover');
    add('return', () => model.takeBack(), 'return');
  }
  if (left.extend > 0 && order) add('extend', () => model.extend(), 'extend');
  if (left.book > 0) add('book the time behind', () => model.bookGap(), 'book');
  if (extension?.['dueAt']) add('sweep the extension', () => model.sweepExtension(), 'sweep');
  if (order) add('cancel', () => model.cancel(), 'cancel');
  if (order?.['dueAt']) add('sweep', () => model.sweep(), 'sweep');
  return actions;
}

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
}

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
  if (model.delivery) {
    add('hand over', () => model.handOver(), 'handover');
    add('return', () => model.takeBack(), 'return');
  }
  if (model.order) add('cancel', () => model.cancel(), 'cancel');
  if (model.order?.dueAt) add('sweep', () => model.sweep(), 'sweep');
  return actions;
}

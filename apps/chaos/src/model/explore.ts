import { setImmediate as turn } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { freezeTime } from '../runtime/virtual-time.js';
import { modelBreaches } from './breaches.js';
import { OrderModel } from './shop.js';

/** What may happen to the order besides the steps of its operations. */
interface Budget {
  cancel: number;
  sweep: number;
  lose: number;
  crash: number;
  again: number;
}

interface Action {
  label: string;
  cost?: keyof Budget;
  run: () => Promise<void> | void;
}

interface Node {
  path: number[];
  budget: Budget;
}

const BUDGETS: readonly Budget[] = [
  { cancel: 1, sweep: 0, lose: 1, crash: 0, again: 1 },
  { cancel: 1, sweep: 1, lose: 1, crash: 0, again: 0 },
  { cancel: 1, sweep: 1, lose: 0, crash: 1, again: 0 },
  { cancel: 0, sweep: 2, lose: 1, crash: 1, again: 0 },
  { cancel: 2, sweep: 0, lose: 0, crash: 1, again: 0 },
];
/** Steps after which a history is only settled, not branched. */
const DEPTH = 14;
const STATES = 6_000;

/**
 * Enumerates what can happen to one order, breadth first: every interleaving of the operations' steps within each budget of
 * cancels, sweeps, losses, crashes and repetitions. From every new state the faults stop and the order must settle rightly.
 * @returns whether it always does
 */
export async function exploreOrder(): Promise<boolean> {
  Logger.overrideLogger(false);
  freezeTime();
  let failures = 0;
  for (const budget of BUDGETS) {
    const started = performance.now();
    const { states, transitions, breaches, complete } = await explore(budget);
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    const what = Object.entries(budget)
      .map(([name, count]) => `${name} ${String(count)}`)
      .join(', ');
    console.log(
      `${what}: ${states} states, ${transitions} transitions to depth ${complete} in ${seconds} s: ${breaches.length} wrong`,
    );
    for (const breach of breaches.slice(0, 3)) console.log(`  BREACH ${breach}`);
    failures += breaches.length;
  }
  return failures === 0;
}

async function explore(
  budget: Budget,
): Promise<{ states: number; transitions: number; breaches: string[]; complete: number }> {
  const seen = new Set<string>();
  const breaches: string[] = [];
  let transitions = 0;
  let complete = 0;
  let frontier: Node[] = [{ path: [], budget }];
  for (let depth = 0; depth < DEPTH && frontier.length > 0 && seen.size < STATES; depth += 1) {
    const next: Node[] = [];
    for (const node of frontier) {
      const { actions } = await replay(node.path, budget);
      for (let index = 0; index < actions.length; index += 1) {
        transitions += 1;
        const path = [...node.path, index];
        const { model, left, labels } = await replay(path, budget);
        const state = `${String(model)}\n${JSON.stringify(left)}`;
        if (seen.has(state)) continue;
        seen.add(state);
        next.push({ path, budget: left });
        await settle(model);
        for (const breach of modelBreaches(model)) breaches.push(`${breach} after: ${labels.join(', ')}`);
      }
    }
    frontier = next;
    complete = depth + 1;
  }
  return { states: seen.size, transitions, breaches, complete };
}

async function replay(
  path: readonly number[],
  budget: Budget,
): Promise<{ model: OrderModel; actions: Action[]; left: Budget; labels: string[] }> {
  const model = new OrderModel();
  const left = { ...budget };
  const labels: string[] = [];
  model.place();
  await turn();
  for (const index of path) {
    const action = actionsOf(model, left)[index];
    if (!action) throw new Error('the same steps led somewhere else');
    if (action.cost) left[action.cost] -= 1;
    labels.push(action.label);
    await action.run();
    await turn();
  }
  return { model, actions: actionsOf(model, left), left, labels };
}

/** Everything that can happen next. */
function actionsOf(model: OrderModel, left: Budget): Action[] {
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
  if (model.order) add('cancel', () => model.cancel(), 'cancel');
  if (model.order?.dueAt) add('sweep', () => model.sweep(), 'sweep');
  return actions;
}

/** Without faults from here on, everything is let on in turn, and the sweeper looks after what is due. */
async function settle(model: OrderModel): Promise<void> {
  const calm: Budget = { cancel: 0, sweep: 0, lose: 0, crash: 0, again: 0 };
  for (let round = 0; round < 300; round += 1) {
    const [action] = actionsOf(model, calm);
    if (action) await action.run();
    else if (model.order?.dueAt) model.sweep();
    else return;
    await turn();
  }
}

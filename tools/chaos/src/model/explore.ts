import { createHash } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import { actionsOf, type Budget } from './actions.js';
import { modelBreaches } from './breaches.js';
import { OrderModel } from './shop.js';

/** The result of an exploration. */
export interface Explored {
  states: number;
  transitions: number;
  /** The longest path. */
  depth: number;
  breaches: string[];
  /** Whether every reachable state was reached; false when the limit of states ended the exploration. */
  complete: boolean;
}

interface Node {
  path: readonly number[];
  /** The number of possible next actions. */
  choices: number;
}

interface Replayed {
  model: OrderModel;
  left: Budget;
  labels: string[];
}

/**
 * Enumerates breadth first what can happen to one order: every interleaving of the operations' steps within the budget.
 * From every new state the faults stop and the order must settle correctly. Two histories are the same state when rows,
 * messages, the bank's books and all data that running operations have read or received are the same.
 * @param limit of states; the result reports when it was reached
 */
export async function explore(budget: Budget, limit: number): Promise<Explored> {
  const seen = new Set<string>();
  const breaches: string[] = [];
  let transitions = 0;
  let depth = 0;
  let frontier: Node[] = [await begin(budget)];
  while (frontier.length > 0) {
    const next: Node[] = [];
    for (const node of frontier) {
      for (let index = 0; index < node.choices; index += 1) {
        if (seen.size >= limit) return { states: seen.size, transitions, depth, breaches, complete: false };
        transitions += 1;
        const path = [...node.path, index];
        const { model, left, labels } = await replay(path, budget);
        const state = digest(`${String(model)}\n${JSON.stringify(left)}`);
        if (seen.has(state)) continue;
        seen.add(state);
        next.push({ path, choices: actionsOf(model, left).length });
        await settle(model);
        for (const breach of modelBreaches(model)) breaches.push(`${breach} after: ${labels.join(', ')}`);
      }
    }
    if (next.length > 0) depth += 1;
    frontier = next;
  }
  return { states: seen.size, transitions, depth, breaches, complete: true };
}

async function begin(budget: Budget): Promise<Node> {
  const { model, left } = await replay([], budget);
  return { path: [], choices: actionsOf(model, left).length };
}

/** Replays a history from its beginning, because the operations in progress cannot be copied. */
async function replay(path: readonly number[], budget: Budget): Promise<Replayed> {
  const model = new OrderModel();
  const left = { ...budget };
  const labels: string[] = [];
  model.place();
  await turn();
  model.passOver();
  if (budget.handover + budget.return > 0) {
    // A rental is enumerated from its shipped order on: together with the payment there would be too many states.
    await settle(model);
    model.passOver();
  }
  for (const index of path) {
    const action = actionsOf(model, left)[index];
    if (!action) throw new Error('the same steps led somewhere else');
    if (action.cost) left[action.cost] -= 1;
    labels.push(action.label);
    await action.run();
    await turn();
    model.passOver();
  }
  return { model, left, labels };
}

/** Continues without faults: every waiting operation proceeds in turn, and the sweepers handle due steps. */
async function settle(model: OrderModel): Promise<void> {
  const calm: Budget = { cancel: 0, sweep: 0, lose: 0, crash: 0, again: 0, handover: 0, return: 0 };
  for (let round = 0; round < 300; round += 1) {
    const [action] = actionsOf(model, calm);
    if (action) await action.run();
    else if (model.order?.dueAt) model.sweep();
    else if (model.openRefund) model.sweepRefunds();
    else return;
    await turn();
  }
}

function digest(state: string): string {
  return createHash('sha1').update(state).digest('base64');
}

import { createHash } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import { actionsOf, NOTHING, type Action, type Budget } from './actions.js';
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

/** A state from which some actions were not taken yet. */
interface Node {
  path: readonly number[];
  /** The last quiet state on the path; undefined when there is none. */
  quiet: Quiet | undefined;
  /** The number of possible next actions. */
  choices: number;
  /** The action that was taken at once; -1 when none was. */
  taken: number;
}

interface Reached {
  model: OrderModel;
  left: Budget;
  labels: string[];
}

/** A state in which no operation is in progress, so that it can be copied. */
interface Quiet extends Reached {
  /** The number of steps that led to it. */
  steps: number;
}

/**
 * Enumerates what can happen to one order: every interleaving of the operations' steps within the budget. From every state
 * the faults stop and the order must settle correctly. Two histories are the same state when rows, messages, the bank's
 * books and all data that running operations have read or received are the same.
 * @param limit of states; the result reports when it was reached
 */
export async function explore(budget: Budget, limit: number): Promise<Explored> {
  const found = new Exploration(budget, limit, await rentalOf(budget));
  await found.follow([], undefined);
  for (const { path, quiet, choices, taken } of found.open) {
    for (let index = 0; index < choices && found.complete; index += 1) {
      if (index !== taken) await found.follow([...path, index], quiet);
    }
  }
  return found;
}

class Exploration implements Explored {
  transitions = 0;
  depth = 0;
  readonly breaches: string[] = [];
  complete = true;
  /** Grows while it is iterated. */
  readonly open: Node[] = [];
  private readonly seen = new Set<string>();

  /** @param rental where every history begins; with an order that is placed when it is left out */
  constructor(
    private readonly budget: Budget,
    private readonly limit: number,
    private readonly rental: OrderModel | undefined,
  ) {}

  get states(): number {
    return this.seen.size;
  }

  /**
   * Replays a history, and continues with the first step that is no fault, until a known state or the last such step. Settling
   * takes the same steps, so it is judged once, at the end: each state on the way settles alike.
   * @param before the last quiet state of the history, from which it is replayed
   */
  async follow(history: readonly number[], before: Quiet | undefined): Promise<void> {
    const reached = await this.replay(history, before);
    let path = history;
    let quiet = before;
    for (;;) {
      this.transitions += path.length > 0 ? 1 : 0;
      const state = digest(`${String(reached.model)}\n${JSON.stringify(reached.left)}`);
      if (this.seen.has(state)) return;
      if (this.seen.size >= this.limit) {
        this.complete = false;
        return this.judge(reached);
      }
      this.seen.add(state);
      this.depth = Math.max(this.depth, path.length);
      const actions = actionsOf(reached.model, reached.left);
      const taken = actions.findIndex(({ cost }) => cost === undefined);
      if (reached.model.isQuiet) quiet = { ...copyOf(reached), steps: path.length };
      this.open.push({ path, quiet, choices: actions.length, taken });
      if (taken < 0) return this.judge(reached);
      await take(reached, actions[taken]);
      path = [...path, taken];
    }
  }

  /** Takes the steps again from the last quiet state, because operations in progress cannot be copied. */
  private async replay(path: readonly number[], quiet: Quiet | undefined): Promise<Reached> {
    const reached = quiet ? copyOf(quiet) : await this.begin();
    for (const index of path.slice(quiet?.steps)) await take(reached, actionsOf(reached.model, reached.left)[index]);
    return reached;
  }

  private async begin(): Promise<Reached> {
    const model = new OrderModel(this.rental);
    if (!this.rental) model.place();
    await turn();
    model.passOver();
    return { model, left: { ...this.budget }, labels: [] };
  }

  private async judge({ model, labels }: Reached): Promise<void> {
    await settle(model);
    for (const breach of modelBreaches(model)) this.breaches.push(`${breach} after: ${labels.join(', ')}`);
  }
}

/** A rental is enumerated from its paid order on: together with the payment there would be too many states. */
async function rentalOf({ handover, return: returns, extend }: Budget): Promise<OrderModel | undefined> {
  if (handover + returns + extend === 0) return undefined;
  const model = new OrderModel();
  if (extend > 0) model.book();
  else model.place();
  await turn();
  await settle(model);
  if (returns > handover) model.handOver();
  await turn();
  await settle(model);
  return model;
}

function copyOf({ model, left, labels }: Reached): Reached {
  return { model: new OrderModel(model), left: { ...left }, labels: [...labels] };
}

async function take({ model, left, labels }: Reached, action: Action | undefined): Promise<void> {
  if (!action) throw new Error('the same steps led somewhere else');
  if (action.cost) left[action.cost] -= 1;
  labels.push(action.label);
  await action.run();
  await turn();
  model.passOver();
}

/** Continues without faults: every waiting operation proceeds in turn, and the sweepers handle due steps. */
async function settle(model: OrderModel): Promise<void> {
  for (let round = 0; round < 300; round += 1) {
    const [action] = actionsOf(model, NOTHING);
    if (action) await action.run();
    else if (model.order?.dueAt) model.sweep();
    else if (model.extension?.dueAt) model.sweepExtension();
    else if (model.openRefund) model.sweepRefunds();
    else return;
    await turn();
  }
}

function digest(state: string): string {
  return createHash('sha1').update(state).digest('base64');
}

/** @import { Cell } from './calendar-types.js' */
/** @import { Inputs, Judged } from './types.js' */
import { nextQuarter } from './calendar-model.js';
import { localMinute, withOffset } from './form-model.js';

const day = 86_400_000;

/** The times that the form suggests: a free stretch from now on, and at most a day of it. @param {Pick<Cell, 'from' | 'to'> | undefined} cell @param {number} now */
export function suggestBlock(cell, now) {
  const from = nextQuarter(Math.max(cell?.from ?? now, now));
  return {
    from: localMinute(new Date(from)),
    to: localMinute(new Date(Math.min(cell && cell.to > from ? cell.to : Infinity, from + day))),
  };
}

/** The request of the form of a block. @param {Inputs} inputs @returns {Judged} */
export function judgeBlock(inputs) {
  /** @type {Record<string, string>} */
  const faults = {};
  const [from, to] = [Date.parse(inputs['from'] ?? ''), Date.parse(inputs['to'] ?? '')];
  const reason = (inputs['reason'] ?? '').trim();
  if (Number.isNaN(from)) faults['from'] = 'operator.fault.time';
  if (Number.isNaN(to)) faults['to'] = 'operator.fault.time';
  else if (to <= from) faults['to'] = 'operator.fault.order';
  if (Array.from(reason).length < 3) faults['reason'] = 'operator.reasonWanted';
  if (Object.keys(faults).length > 0) return { body: {}, faults };
  return { body: { from: withOffset(new Date(from)), to: withOffset(new Date(to)), reason }, faults };
}

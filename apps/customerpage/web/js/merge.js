/** @import { Fact, Rental } from './types.js' */
import { eventOrder, rank } from './status.js';

/** The events that may happen at any time of a rental: their time gives their place. */
const unplanned = ['OrderReassigned', 'OrderExtended', 'OrderOverdue'];

/**
 * Merges another report into the known rental: the further status wins, then the later report; the histories are
 * united. An end only moves to later, and an owed amount only falls.
 * @param {Rental | undefined} known
 * @param {Rental} report
 * @returns {Rental}
 */
export function merge(known, report) {
  if (!known) return { ...report, history: inOrder(report.history ?? []) };
  const ahead = rank(report.status) - rank(known.status);
  const later = (report.updatedAt ?? '') >= (known.updatedAt ?? '');
  const newer = ahead > 0 || (ahead === 0 && later);
  const [old, fresh] = newer ? [known, report] : [report, known];
  const history = unite(old.history, fresh.history);
  return { ...old, ...withoutNulls(fresh), ...changing(known, report), history };
}

/**
 * What several events of one rental change, whichever of the reports is the later one.
 * @param {Rental} one
 * @param {Rental} other
 * @returns {Partial<Rental>}
 */
function changing(one, other) {
  const [less, more] = Date.parse(one.to ?? '') > Date.parse(other.to ?? '') ? [other, one] : [one, other];
  const owed = [one.owed, other.owed].filter((amount) => amount !== undefined && amount !== null);
  const isOpen = one.owed === undefined && other.owed === undefined && less.to !== more.to;
  return {
    ...(less.to && more.to && { to: more.to }),
    ...(isOpen && less.to && more.amount && { amount: more.amount }),
    ...(owed.length > 0 && { owed: Math.min(...owed) }),
  };
}

/**
 * Drops null fields: a read model that has not received every event yet must not overwrite known values.
 * @param {Rental} rental
 * @returns {Rental}
 */
function withoutNulls(rental) {
  const known = Object.entries(rental).filter(([, value]) => value !== null && value !== undefined);
  return /** @type {any} */ (Object.fromEntries(known));
}

/**
 * @param {Fact[]} [older]
 * @param {Fact[]} [newer]
 * @returns {Fact[]} every event once
 */
function unite(older = [], newer = []) {
  const facts = new Map([...older, ...newer].map((fact) => [fact.event, fact]));
  return inOrder([...facts.values()]);
}

/**
 * Sorts facts as `eventOrder`; an unplanned one stands before the first fact that happened after it.
 * @param {Fact[]} facts
 * @returns {Fact[]}
 */
function inOrder(facts) {
  const place = (/** @type {Fact} */ fact) => eventOrder.indexOf(fact.event);
  const sorted = facts.filter(({ event }) => !unplanned.includes(event)).sort((a, b) => place(a) - place(b));
  const others = facts.filter(({ event }) => unplanned.includes(event)).sort((a, b) => place(a) - place(b));
  for (const fact of others) {
    const next = sorted.findIndex(({ at }) => Date.parse(at) > Date.parse(fact.at));
    sorted.splice(next < 0 ? sorted.length : next, 0, fact);
  }
  return sorted;
}

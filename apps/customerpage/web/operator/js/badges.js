/** @import { Reported } from '/js/types.js' */
import { find } from '/js/dom.js';

/**
 * Shows beside each tab the number of open items.
 * @param {Reported[]} reports
 * @param {Record<string, number | null>} [work] the open items of a tab; null when they could not be read
 */
export function drawBadges(reports, work = { orders: null, decisions: null, owed: null }) {
  const answers = reports.flatMap(({ answer }) => (answer ? [answer] : []));
  const counts = {
    ...work,
    stuck: answers.reduce((sum, { parked, dead }) => sum + (parked ?? 0) + (dead ?? 0), 0),
    services: reports.filter(({ answer }) => !answer?.ready).length,
  };
  for (const [tab, count] of Object.entries(counts)) {
    const badge = find(document, `[data-tab="${tab}"] .count`);
    if (!badge) continue;
    badge.hidden = !count;
    badge.textContent = String(count ?? '');
  }
}

/** @import { Reported } from '/js/types.js' */
import { find } from '/js/dom.js';

/**
 * Shows beside each tab the number of open items.
 * @param {Reported[]} reports
 * @param {number | null} due orders with a due step; null when it could not be read
 * @param {number | null} decisions
 */
export function drawBadges(reports, due, decisions) {
  const answers = reports.flatMap(({ answer }) => (answer ? [answer] : []));
  const counts = {
    orders: due,
    decisions,
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

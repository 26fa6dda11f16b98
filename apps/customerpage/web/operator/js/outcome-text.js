import { money, periodText, t } from '/js/i18n.js';
import { readOutcome } from './outcome-model.js';
import { wordOf } from './word-of.js';

/**
 * The outcome of an action in the language of the page; undefined for a sentence without a text.
 * @param {string} outcome as the service has recorded it
 * @param {(id: number) => string} plate names a vehicle
 * @returns {string | undefined}
 */
export function outcomeText(outcome, plate) {
  const read = readOutcome(outcome);
  if (!read) return undefined;
  const { name, parts } = read;
  const { from = '', to = '', status = '', reason = '', amount, currency } = parts;
  const text = (/** @type {Record<string, string>} */ params) => t(`operator.outcome.${name}`, params);
  switch (name) {
    case 'moved':
    case 'movedFrom':
      return text({ from: plate(Number(from)), to: plate(Number(to)) });
    case 'state':
      return text({ from: wordOf('vehicleState', from), to: wordOf('vehicleState', to) });
    case 'status':
      return wordOf('at', status);
    case 'block':
    case 'unblock':
      return text({ period: periodText({ from, to }), reason });
    case 'waived':
      return text({ amount: money(Number(amount), currency) });
    default:
      return text(parts);
  }
}

/**
 * The sentences that services record as the outcome of an action, each with the key of its text.
 * @type {[string, RegExp][]}
 */
const sentences = [
  ['movedFrom', /^moved from vehicle (?<from>\d+) to vehicle (?<to>\d+)$/],
  ['moved', /^moved to vehicle (?<to>\d+)$/],
  ['cancelled', /^cancelled free of charge$/],
  ['unblock', /^block \d+ from (?<from>\S+Z) to (?<to>\S+Z): (?<reason>.*) removed$/s],
  // The reason of a block is the reason of the action.
  ['block', /^block \d+ from (?<from>\S+Z) to (?<to>\S+Z): /],
  ['waived', /^(?<amount>\d+(?:\.\d+)?) (?<currency>[A-Z]{3}) waived$/],
  ['chargedAgain', /^charged again$/],
  ['dueNow', /^due now$/],
  ['askedAgain', /^asked again$/],
  ['handled', /^(?<n>\d+) handled$/],
  ['discarded', /^discarded$/],
  ['relay', /^the relay is woken$/],
  ['accepted', /^accepted$/],
  ['settled', /^returned outside of the provider$/],
  ['state', /^(?<from>\w+) to (?<to>\w+)$/],
  ['status', /^(?<status>\w+)$/],
];

/**
 * What a recorded outcome says; undefined for another sentence, such as the error of a retry that failed.
 * @param {string} outcome
 * @returns {{ name: string, parts: Record<string, string> } | undefined}
 */
export function readOutcome(outcome) {
  for (const [name, pattern] of sentences) {
    const found = pattern.exec(outcome);
    if (found) return { name, parts: { ...found.groups } };
  }
  return undefined;
}

/** The ids of the vehicles in texts that services have recorded. @param {string[]} texts */
export const vehiclesIn = (texts) =>
  texts.flatMap((text) => [...text.matchAll(/\bvehicle (\d+)\b/g)].map(([, id]) => Number(id)));

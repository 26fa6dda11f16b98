export type { ServerCondition } from './error-facts.js';
export { isReadOnly, isServerCondition, serverConditionOf } from './server-condition.js';
/** The former name of {@link isServerCondition}. */
export { isServerCondition as isAway } from './server-condition.js';

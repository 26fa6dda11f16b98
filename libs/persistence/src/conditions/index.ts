export type { ServerCondition } from './error-facts.js';
export { isReadOnly, isServerCondition, serverConditionOf } from './server-condition.js';

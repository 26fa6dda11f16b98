export { compileRules, type CompiledRules } from './compile-rules.js';
export * from './define-event.js';
export * from './delivery.events.js';
export { identityOf, type EventIdentity } from './identity.js';
export * from './money.js';
export * from './order.events.js';
export * from './payment.events.js';
export * from './topic.js';
export * from './wire.js';

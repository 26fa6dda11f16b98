export * from './api.js';
export * from './domain-error.js';
export * from './hal.js';
export * from './id.pipe.js';
export * from './idempotency-key.js';
export { IgnoreUnknownFields } from './present-fields.js';
export { keepOpen } from './request-hooks.js';
export { AcceptNumber, AcceptText, MayBeAbsent, requestValidation } from './validation.js';
export * from './service-client.js';

export * from './1-create-messaging.js';
export * from './2-store-any-record.js';

export * from './1-create-messaging.js';
export * from './2-store-any-record.js';
export * from './3-add-shard-leases.js';
